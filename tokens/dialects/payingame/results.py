"""What each refusal and failure is told as: the texts of ``Error`` (payingame.md)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from identities.dialects.base import Failure
from identities.services.user_tokens import ParticipantNotActive
from tokens.enums import ValueRefusal
from tokens.services.refusing import ValueRefused

# places that no asset has more of
DECIMALS_MAXIMUM = 18
CUSTOMER_BLOCKED = "Customer is blocked"

# {project} and {token} are GUIDs; {amount} and {contract} are the members that are meant
REFUSALS: Mapping[ValueRefusal, str] = MappingProxyType(
    {
        ValueRefusal.CAMPAIGN_NOT_FOUND: "Unknown project {project}",
        ValueRefusal.ASSET_NOT_FOUND: "Unknown token {token}",
        ValueRefusal.CONTRACT_MISMATCH: "{contract} is not the contract of token {token}",
        ValueRefusal.AMOUNT_NOT_POSITIVE: "{amount} must be greater than 0",
        ValueRefusal.AMOUNT_TOO_LARGE: "{amount} is too large",
        ValueRefusal.AMOUNT_TOO_PRECISE: "{amount} must have at most {decimals} decimal places",
        ValueRefusal.PARTICIPANT_NOT_FOUND: "Unknown customer",
        ValueRefusal.PARTICIPANT_BLOCKED: CUSTOMER_BLOCKED,
        ValueRefusal.WALLET_NOT_FOUND: "Unknown wallet",
        ValueRefusal.PROJECT_WALLET: "Wallet is the wallet of a project",
        ValueRefusal.ADDRESS_INVALID: "Invalid Wallet",
        ValueRefusal.REQUEST_ID_INVALID: "Invalid RequestID",
        ValueRefusal.REQUEST_MISMATCH: "RequestID belongs to another request",
        ValueRefusal.NOT_MINTABLE: "Allowance is not mintable",
        ValueRefusal.ALLOWANCE_EXCEEDED: "Allowance is too small",
    }
)

# what else services raise
ERRORS: Mapping[type[Exception], str] = MappingProxyType({ParticipantNotActive: CUSTOMER_BLOCKED})

FAILURES: Mapping[Failure, str] = MappingProxyType(
    {
        Failure.MALFORMED: "Invalid request",
        # the errors of its members say more
        Failure.INVALID: "Invalid request",
        Failure.TOO_LARGE: "Request is too large",
        Failure.UNAUTHENTICATED: "Invalid ApiKey",
        Failure.FORBIDDEN: "ApiKey is not allowed to do this",
        Failure.NOT_FOUND: "Unknown path",
        Failure.METHOD_NOT_ALLOWED: "Method is not allowed",
        Failure.NOT_ACCEPTABLE: "Answers are JSON",
        Failure.UNSUPPORTED_MEDIA_TYPE: "Request must be a JSON object",
        Failure.RATE_LIMITED: "Too many requests",
        Failure.UNAVAILABLE: "Service is not available",
        Failure.INTERNAL: "Internal error",
    }
)

# what leads to no operation is told by HTTP; all else is HTTP 200
STATUSES: Mapping[Failure, int] = MappingProxyType(
    {Failure.NOT_FOUND: 404, Failure.METHOD_NOT_ALLOWED: 405}
)


def refusal_text(refused: ValueRefused, *, project: UUID) -> str:
    """Return what is told of *refused*, of a request about *project*."""
    detail: Mapping[str, Any] = refused.detail
    index = detail.get("index")
    return REFUSALS[refused.code].format(
        project=_guid(project),
        token=_guid(detail.get("asset", "")),
        amount="Sum of amounts" if index is None else f"Tokens[{index}].Amount",
        contract=f"Tokens[{index}].ContractGuid",
        decimals=detail.get("decimals", DECIMALS_MAXIMUM),
    )


def error_text(detail: Any, name: str = "") -> str:
    """Return the first of the errors *detail*, as serializers tell them, of the member *name*."""
    if not isinstance(detail, Mapping):
        return f"{name} {detail[0]}".lstrip()
    member, inner = next(iter(detail.items()))
    if member == "non_field_errors":
        return error_text(inner, name)
    of_item = isinstance(member, int)
    return error_text(inner, f"{name}[{member}]" if of_item else f"{name}.{member}".lstrip("."))


def _guid(value: UUID | str) -> str:
    return str(value).upper()
