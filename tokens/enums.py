"""The words of tokens, as stored, sent and logged."""

from django.db import models

from promotions.enums import Refusal

# of tokens that are there; what is refused to who guesses or is too quick leaves no record
RECORDED_REFUSALS = tuple(
    refusal.value
    for refusal in Refusal
    if refusal not in (Refusal.TOKEN_NOT_FOUND, Refusal.RATE_LIMITED)
)


class TokenState(models.TextChoices):
    """States that are stored."""

    ISSUED = "issued", "Issued"
    REDEEMED = "redeemed", "Redeemed"
    VOIDED = "voided", "Voided"


class TokenPhase(models.TextChoices):
    """What a token is at an instant: the stored state, and the clock for issued ones."""

    ISSUED = "issued", "Issued"
    EXPIRED = "expired", "Expired"
    REDEEMED = "redeemed", "Redeemed"
    VOIDED = "voided", "Voided"


class StoryKind(models.TextChoices):
    """What can happen to a token, in the order in which things of one instant are told."""

    ISSUED = "issued", "Issued"
    CLAIMED = "claimed", "Claimed"
    REFUSED = "refused", "Refused"
    REFUSED_MORE = "refused_more", "Refused again"
    PLAYED = "played", "Played"
    TOKEN_GRANTED = "token_granted", "Granted a token"
    BADGE_GRANTED = "badge_granted", "Granted a badge"
    VALUE_GRANTED = "value_granted", "Granted value"
    VALUE_SETTLED = "value_settled", "Value settled"
    VALUE_CANCELLED = "value_cancelled", "Value cancelled"
    AWARD_MOVED = "award_moved", "Award"
    EXPIRED = "expired", "Expired"
    VOIDED = "voided", "Voided"
    REISSUED = "reissued", "Reissued"


class WalletKind(models.TextChoices):
    """Whose a wallet is: a campaign's own, which awards are paid out of, or somebody else's."""

    PROJECT = "project", "Project"
    EXTERNAL = "external", "External"


class AccountKind(models.TextChoices):
    """What an account of the ledger holds. Only issuance may be below zero: it is the issuer."""

    ISSUANCE = "issuance", "Issuance"
    PROJECT = "project", "Project wallet"
    ALLOWANCE = "allowance", "Allowance"
    EXTERNAL = "external", "External wallet"


class TransferKind(models.TextChoices):
    """What a transfer was made by."""

    FUNDING = "funding", "Funding"
    AWARD = "award", "Award"
    MINT = "mint", "Mint"


class AwardDestination(models.TextChoices):
    """Where awarded amounts go: kept for the participant as an allowance, or paid to a wallet."""

    ALLOWANCE = "allowance", "Allowance"
    WALLET = "wallet", "Wallet"


class AwardRequestState(models.TextChoices):
    SETTLED = "settled", "Settled"
    QUEUED = "queued", "Queued"
    CANCELLED = "cancelled", "Cancelled"


class FundingState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    POSTED = "posted", "Posted"
    REJECTED = "rejected", "Rejected"


class ValueRefusal(models.TextChoices):
    """Why no amount was awarded, minted or funded."""

    CAMPAIGN_NOT_FOUND = "campaign_not_found", "There is no such campaign."
    ASSET_NOT_FOUND = "asset_not_found", "The campaign has no such asset."
    CONTRACT_MISMATCH = "contract_mismatch", "The contract is not the asset's."
    AMOUNT_NOT_POSITIVE = "amount_not_positive", "The amount is not above zero."
    AMOUNT_TOO_LARGE = "amount_too_large", "The amount is too large."
    AMOUNT_TOO_PRECISE = "amount_too_precise", "The amount has more places than the asset."
    PARTICIPANT_NOT_FOUND = "participant_not_found", "There is no such participant."
    PARTICIPANT_BLOCKED = "participant_blocked", "The participant is blocked."
    WALLET_NOT_FOUND = "wallet_not_found", "There is no such project wallet."
    PROJECT_WALLET = "project_wallet", "Nothing is paid to a project wallet: it is funded."
    ADDRESS_INVALID = "address_invalid", "The address of the wallet is none."
    REQUEST_ID_INVALID = "request_id_invalid", "The request's id is none."
    REQUEST_MISMATCH = "request_mismatch", "Another request has this id."
    NOT_MINTABLE = "not_mintable", "The allowance is not mintable."
    ALLOWANCE_EXCEEDED = "allowance_exceeded", "The allowance is less than the amount."
