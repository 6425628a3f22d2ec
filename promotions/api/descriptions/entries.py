"""What the OpenAPI document says of the operations on entries."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.descriptions.examples import ENTRY
from promotions.api.serializers import EntryAnswer, EntryRequest

describe_entries = extend_schema_view(
    list=operation(
        summary="List entries",
        description="Newest first. Ranges are half-open: `_after` is included, `_before` is not.",
        answer=EntryAnswer(many=True),
        example=ENTRY,
    ),
    retrieve=operation(
        summary="Fetch an entry",
        description="It never changes. `/games/{code}/drawn-entries` says whether it was drawn.",
        path={"entry_id": "The entry's id."},
        answer=EntryAnswer,
        example=ENTRY,
    ),
    create=operation(
        summary="Award an entry of a drawing",
        description=(
            "To a participant, who is created if unknown; while the game is live. The same"
            " `source_id` again answers the same entry, 200, or 409 if anything differs. Refused"
            " as a redemption is: `not_live`, `paused`, `participant_blocked`, `not_eligible`,"
            " `limit_reached`. A game of another kind: 422."
        ),
        request=EntryRequest,
        body={
            "game": "spring-raffle",
            "participant": "customer-4711",
            "source_id": "receipt-2026-0815",
        },
        answer=EntryAnswer,
        example=ENTRY,
        statuses=(201, 200),
    ),
)
