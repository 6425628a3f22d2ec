"""The words of identities, as stored, sent and logged."""

from django.db import models


class Scope(models.TextChoices):
    """What an API client may do (design: one scope for each kind of write, one for reading)."""

    READ = "read", "Read everything of the organization"
    PARTICIPANTS_WRITE = "participants:write", "Create participants"
    TOKENS_AWARD = "tokens:award", "Award tokens and batches"
    TOKENS_READ = "tokens:read", "Look tokens up"
    TOKENS_REDEEM = "tokens:redeem", "Redeem tokens"
    TOKENS_VOID = "tokens:void", "Void tokens"
    AWARDS_WRITE = "awards:write", "Claim awards and move them on"
    ENTRIES_AWARD = "entries:award", "Award entries of drawings"
    GAMES_WRITE = "games:write", "Draft games and prizes"
    VALUES_AWARD = "values:award", "Award amounts of assets"
    VALUES_FUND = "values:fund", "Fund project wallets"
    VALUES_MINT = "values:mint", "Mint allowances, and let participants mint theirs"
    BADGES_ASSIGN = "badges:assign", "Record outcomes, assign and revoke badges"


class ParticipantKind(models.TextChoices):
    PLAYER = "player", "Player"
    BRANCH = "branch", "Branch"


class ParticipantState(models.TextChoices):
    ACTIVE = "active", "Active"
    BLOCKED = "blocked", "Blocked"
    ERASED = "erased", "Erased"


class StaffRole(models.TextChoices):
    """Roles of staff; each is a group of the same name, made by a migration."""

    CAMPAIGN_MANAGER = "campaign_manager", "Campaign manager"
    APPROVER = "approver", "Approver"
    SUPPORT = "support", "Support"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class Channel(models.TextChoices):
    """The door through which something came in."""

    PLATFORM = "platform", "Platform API"
    ADMIN = "admin", "Admin"
    SYSTEM = "system", "Background job"
    ITA_GAMES = "ita_games", "ITA Group Games API"
    TOMHORN_GMS = "tomhorn_gms", "Tom Horn GMS"
    EPRIZE = "eprize", "ePrize web services"
    MEMORI = "memori", "Memori badge service"
    PAYINGAME = "payingame", "PayInGame public API"


class UsageKind(models.TextChoices):
    """What is counted of an API client, minute by minute."""

    REQUESTS = "requests", "Requests"
    WRONG_CODES = "wrong_codes", "Unknown codes"
