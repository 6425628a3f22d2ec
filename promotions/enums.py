"""The words of promotions, as stored, sent and logged."""

from django.db import models


class CampaignStatus(models.TextChoices):
    """Statuses that are stored. The clock makes *approved* scheduled, live or ended."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    PAUSED = "paused", "Paused"
    CANCELLED = "cancelled", "Cancelled"
    ARCHIVED = "archived", "Archived"


class CampaignPhase(models.TextChoices):
    """What a campaign is at an instant: the stored status, and the clock for approved ones."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Live"
    ENDED = "ended", "Ended"
    PAUSED = "paused", "Paused"
    CANCELLED = "cancelled", "Cancelled"
    ARCHIVED = "archived", "Archived"


class RevisionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    RETURNED = "returned", "Returned"


class GameKind(models.TextChoices):
    """How a game is won: by plays while it is live, or by entries of which winners are drawn."""

    INSTANT_WIN = "instant_win", "Instant win"
    DRAWING = "drawing", "Drawing"


class PrizeKind(models.TextChoices):
    PHYSICAL = "physical", "Physical"
    VOUCHER_CODE = "voucher_code", "Voucher code"
    PLAY_TOKEN = "play_token", "Play token"
    BADGE = "badge", "Badge"
    VALUE = "value", "Value token"


class DrawMethod(models.TextChoices):
    """How a prize is won. A mixed game tries the first three in this order; a drawing draws."""

    MOMENT = "moment", "Winning moments"
    PROBABILITY = "probability", "Probability"
    EVERY_PLAY = "every_play", "Every play, while units last"
    DRAWING = "drawing", "Drawn after the end"


class Spread(models.TextChoices):
    """How the winning moments of a prize are spread over its game's period."""

    UNIFORM = "uniform", "Anywhere in the period"
    STRATIFIED = "stratified", "Evenly per hour, day or week"
    WEIGHTED = "weighted", "Weighted by hour of the day and weekday"
    MANUAL = "manual", "From a list (CSV)"


class Stratum(models.TextChoices):
    HOUR = "hour", "Hour"
    DAY = "day", "Day"
    WEEK = "week", "Week"


class ReleasePolicy(models.TextChoices):
    """How long a winning moment stays open."""

    UNTIL_CLAIMED = "until_claimed", "Until somebody wins it"
    WINDOW = "window", "For a number of seconds"
    VOID = "void", "Until the prize's next moment opens, then void"


class UnitState(models.TextChoices):
    HELD = "held", "Held for publication"
    AVAILABLE = "available", "Available"
    AWARDED = "awarded", "Awarded"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PlayResult(models.TextChoices):
    WON = "won", "Won"
    LOST = "lost", "Lost"


class AwardState(models.TextChoices):
    WON = "won", "Won"
    CLAIMED = "claimed", "Claimed"
    VERIFIED = "verified", "Verified"
    FULFILLED = "fulfilled", "Fulfilled"
    FORFEITED = "forfeited", "Forfeited"
    DISQUALIFIED = "disqualified", "Disqualified"


class LimitCounts(models.TextChoices):
    TOKEN_AWARDS = "token_awards", "Token awards"
    PLAYS = "plays", "Plays"
    WINS = "wins", "Wins"
    ENTRIES = "entries", "Entries"


class LimitPer(models.TextChoices):
    PARTICIPANT = "participant", "Participant"
    GAME = "game", "Game"


class LimitWindow(models.TextChoices):
    """Calendar windows in the campaign's time zone; weeks begin on Monday (ISO 8601)."""

    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"
    CAMPAIGN = "campaign", "Whole campaign"


class SimulationState(models.TextChoices):
    QUEUED = "queued", "Waiting for its turn"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"


class Refusal(models.TextChoices):
    """Why a token, or an entry, was not redeemed or not awarded. A loss is a result, no refusal."""

    TOKEN_NOT_FOUND = "token_not_found", "There is no such token."
    TOKEN_VOIDED = "token_voided", "The token was voided."
    TOKEN_EXPIRED = "token_expired", "The token has expired."
    TOKEN_UNASSIGNED = "token_unassigned", "The token belongs to nobody yet: name a participant."
    WRONG_GAME = "wrong_game", "The token is for another game."
    NOT_LIVE = "not_live", "The campaign or the game is not live."
    PAUSED = "paused", "The campaign is paused."
    LIMIT_REACHED = "limit_reached", "A limit is reached."
    NOT_ELIGIBLE = "not_eligible", "The participant is not eligible."
    PARTICIPANT_BLOCKED = "participant_blocked", "The participant is blocked."
    RATE_LIMITED = "rate_limited", "Too many requests."
