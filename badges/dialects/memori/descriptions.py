"""What the OpenAPI document says of the operations."""

from __future__ import annotations

from typing import Any

from badges.dialects.memori import serializers
from identities.dialects.schema import DialectSchema, operation

ALWAYS_200 = (
    " Every answer has status 200 and a result code; without an error it is 0. A body that is no"
    " JSON object, an unknown path and a wrong method are problems with a status of their own."
)
TOKEN = {"token": "The login token."}
ISSUER = (
    " For internal use: it needs an API client with the scope `badges:assign`, as"
    " `Authorization: Bearer KEY` or as the password of HTTP Basic; otherwise -2001."
)


class IssuerSchema(DialectSchema):
    def get_auth(self) -> list[dict[str, Any]]:
        """Name the platform's own scheme: a key as bearer token is read here too."""
        return [{"ApiKey": []}]


log_in = operation(
    summary="Log in",
    description=(
        "Opens a session of a participant who has a password. Without a tenant -21, without name"
        " and e-mail address -31, without a password -23; unknown tenant -1, too many attempts -38,"
        f" and -13 for all else.{ALWAYS_200}"
    ),
    request=serializers.MemoriLoginRequest,
    body=serializers.LOGIN_REQUEST_EXAMPLE,
    answer=serializers.MemoriLoginAnswer,
    example={**serializers.LOGIN_EXAMPLE, **serializers.BASE_EXAMPLE},
)
log_out = operation(
    summary="Log out",
    description=f"Ends the session. Unknown or closed -101, expired -103.{ALWAYS_200}",
    path=TOKEN,
    answer=serializers.MemoriAnswer,
    example=serializers.BASE_EXAMPLE,
)
list_badges = operation(
    summary="List the badges of the logged-in user",
    description=f"Newest first. Unknown session -101, expired -103.{ALWAYS_200}",
    path=TOKEN,
    answer=serializers.MemoriBadgesAnswer,
    example={"badges": [serializers.BADGE_EXAMPLE], **serializers.BASE_EXAMPLE},
)
fetch_badge = operation(
    summary="Fetch a badge of the logged-in user",
    description=(
        "Unknown session -101, expired -103; -2051 for a badge that is unknown, revoked or another"
        f" user's.{ALWAYS_200}"
    ),
    path={**TOKEN, "badge_id": "The ID of the badge, as the list has it."},
    answer=serializers.MemoriBadgeAnswer,
    example={"badge": serializers.BADGE_EXAMPLE, **serializers.BASE_EXAMPLE},
)
process_outcome = operation(
    summary="Process an outcome of the logged-in user",
    description=(
        "Stores that the user achieved the outcome, and gives the badges that the rules name."
        " Unknown session -101, expired -103, badges of the user off -2072, unknown outcome -2003,"
        f" no rule for it -2071.{ISSUER}{ALWAYS_200}"
    ),
    path={**TOKEN, "outcome_code": "The outcome's code."},
    answer=serializers.MemoriAnswer,
    example=serializers.BASE_EXAMPLE,
)
record_assignment = operation(
    summary="Record a badge assignment",
    description=(
        "The same assignment again is Ok, and nothing is assigned twice. No reference -2002, no or"
        " an unknown outcome -2003, no badge URL -2005, one that is not http or https -2007, a"
        " reference to nobody -2026, no such badge -2051, badges of the user off"
        f" -2072.{ISSUER}{ALWAYS_200}"
    ),
    request=serializers.MemoriAssignmentRequest,
    body=serializers.ASSIGNMENT_EXAMPLE,
    answer=serializers.MemoriAnswer,
    example=serializers.BASE_EXAMPLE,
)
check_health = operation(
    summary="Do nothing",
    description=f"Tells that the service answers.{ALWAYS_200}",
    answer=serializers.MemoriAnswer,
    example=serializers.BASE_EXAMPLE,
)
