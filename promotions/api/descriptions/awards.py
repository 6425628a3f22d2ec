"""What the OpenAPI document says of the operations on awards."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.descriptions.examples import DRAWN, REPLACING, WON
from promotions.api.serializers import AwardAnswer, ClaimRequest, ReplaceRequest, TransitionRequest

AWARD_PATH = {"award_id": "The award's id."}

describe_awards = extend_schema_view(
    list=operation(
        summary="List awards",
        description="Newest first.",
        answer=AwardAnswer(many=True),
        example=WON,
    ),
    retrieve=operation(
        summary="Fetch an award",
        description="What was won, and what has become of it.",
        path=AWARD_PATH,
        answer=AwardAnswer,
        example=WON,
    ),
    claim=operation(
        summary="Claim an award",
        description=(
            "For its winner. Claiming it again answers it unchanged; after `claim_by`: 409."
        ),
        path=AWARD_PATH,
        request=ClaimRequest,
        body={"reason": "claimed in the app"},
        answer=AwardAnswer,
        example={**WON, "state": "claimed"},
    ),
    transition=operation(
        summary="Move an award on",
        description=(
            "`won` → `claimed` → `verified` → `fulfilled`; before that also `forfeited` or"
            " `disqualified`. What the state does not lead to: 409. What was drawn and is lost"
            " goes to nobody until it is replaced."
        ),
        path=AWARD_PATH,
        request=TransitionRequest,
        body={"to": "verified", "reason": "identity card seen"},
        answer=AwardAnswer,
        example={**WON, "state": "verified"},
    ),
    replace=operation(
        summary="Replace a winner of a drawing",
        description=(
            "The next alternate by rank wins in his place; answers the alternate's award. An award"
            " that is not lost yet becomes `disqualified`, or `forfeited` past `claim_by`, with the"
            " same reason. A fulfilled award, one that was replaced or was won by a play, no"
            " alternate or no voucher code left: 409."
        ),
        path=AWARD_PATH,
        request=ReplaceRequest,
        body={"reason": "could not be reached"},
        answer=AwardAnswer,
        example={
            **WON,
            **REPLACING,
            "won_at": "2026-06-08T09:00:00Z",
            "play": None,
            "entry": DRAWN["entry"],
            "game": "spring-raffle",
            "participant": "customer-0815",
        },
    ),
)
