"""What the services of tokens raise, as problems. Refusals of tokens are in promotions' table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rest_framework.exceptions import PermissionDenied

from identities.api import problems as codes
from identities.api.problems import Problem, problem, problem_of
from identities.services.participants import ParticipantNotFound
from identities.services.user_tokens import ParticipantNotActive
from tokens.enums import ValueRefusal
from tokens.services.awarding import (
    BatchQuantityOutOfRange,
    ExpiryNotInFuture,
    TokenSourceIdTaken,
)
from tokens.services.refusing import ValueRefused
from tokens.services.voiding import TokenAlreadyRedeemed
from tokens.services.wallets import WalletNotFound

# which member of the request is wrong
INVALID: Mapping[ValueRefusal, str] = MappingProxyType(
    {
        ValueRefusal.CAMPAIGN_NOT_FOUND: "campaign",
        ValueRefusal.ASSET_NOT_FOUND: "asset",
        ValueRefusal.CONTRACT_MISMATCH: "contract",
        ValueRefusal.AMOUNT_NOT_POSITIVE: "amount",
        ValueRefusal.AMOUNT_TOO_LARGE: "amount",
        ValueRefusal.AMOUNT_TOO_PRECISE: "amount",
        ValueRefusal.PARTICIPANT_NOT_FOUND: "participant",
        ValueRefusal.PROJECT_WALLET: "wallet",
        ValueRefusal.ADDRESS_INVALID: "wallet",
        ValueRefusal.REQUEST_ID_INVALID: "request_id",
    }
)
# the codes of all others
REFUSED: Mapping[ValueRefusal, str] = MappingProxyType(
    {
        ValueRefusal.WALLET_NOT_FOUND: "not_found",
        ValueRefusal.PARTICIPANT_BLOCKED: "participant_blocked",
        ValueRefusal.REQUEST_MISMATCH: "conflict",
        ValueRefusal.NOT_MINTABLE: "not_mintable",
        ValueRefusal.ALLOWANCE_EXCEEDED: "allowance_exceeded",
    }
)
DETAILS = {ValueRefusal.REQUEST_MISMATCH: "Another request has this request_id."}

codes.CODES["not_mintable"] = (403, ValueRefusal.NOT_MINTABLE.label)
codes.CODES["allowance_exceeded"] = (409, ValueRefusal.ALLOWANCE_EXCEEDED.label)
codes.DESCRIPTIONS["not_mintable"] = "What the participant has of the asset can't be minted."
codes.DESCRIPTIONS["allowance_exceeded"] = "The member allowance says how much there is to mint."


class OtherParticipant(PermissionDenied):
    """A user token is sent with the name of another participant than its own."""


@problem_of.register
def _(error: ExpiryNotInFuture) -> Problem:
    return problem("invalid", errors={"expires_at": ["It is not in the future."]})


@problem_of.register
def _(error: BatchQuantityOutOfRange) -> Problem:
    return problem("invalid", errors={"quantity": ["A whole number from 1 to 10,000."]})


@problem_of.register
def _(error: TokenSourceIdTaken) -> Problem:
    return problem("conflict", "Another token was awarded under this source_id.")


@problem_of.register
def _(error: TokenAlreadyRedeemed) -> Problem:
    return problem("conflict", "The token is redeemed, so it can't be voided.")


@problem_of.register
def _(error: ValueRefused) -> Problem:
    if error.code in INVALID:
        return problem("invalid", errors=_errors(error))
    members = {name: value for name, value in error.detail.items() if name == "allowance"}
    return problem(REFUSED[error.code], DETAILS.get(error.code, ""), **members)


@problem_of.register
def _(error: WalletNotFound | ParticipantNotFound) -> Problem:
    return problem("not_found")


@problem_of.register
def _(error: ParticipantNotActive) -> Problem:
    return problem("participant_blocked")


@problem_of.register
def _(error: OtherParticipant) -> Problem:
    return problem("forbidden", "A user token is for what is its own participant's.")


def _errors(error: ValueRefused) -> dict[str, Any]:
    """Return what is wrong where: in one of several amounts, at its index, as serializers do."""
    wrong = {INVALID[error.code]: [error.code.label]}
    index = error.detail.get("index")
    if index is not None:
        return {"amounts": {str(index): wrong}}
    if error.code == ValueRefusal.AMOUNT_TOO_LARGE and "asset" not in error.detail:
        return {"amounts": [error.code.label]}  # together
    return wrong
