"""What the OpenAPI document says of the operations on games, plays and awards."""

from typing import Any

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.serializers import (
    AwardAnswer,
    ClaimRequest,
    DrawingAnswer,
    EntryAnswer,
    EntryRequest,
    GameAnswer,
    PlayAnswer,
    PrizesAnswer,
    ReplaceRequest,
    RevisionAnswer,
    TransitionRequest,
)

PRIZE = {
    "code": "espresso",
    "name": "Espresso machine",
    "description": "Delivered to your door.",
    "kind": "physical",
    "value": "249.00",
    "currency": "EUR",
    "image_url": "",
}
AWARD = {
    "id": "019a9c40-1f0e-7c55-8f0a-6f4f6f1f2b31",
    "state": "won",
    "claim_by": "2026-06-03T10:15:00.5Z",
}
GAME: dict[str, Any] = {
    "code": "spring-wheel",
    "name": "Spring wheel",
    "description": "Turn the wheel once a day.",
    "start_message": "Good luck!",
    "win_message": "You won!",
    "lose_message": "Not this time.",
    "icon_url": "",
    "kind": "instant_win",
    "phase": "live",
    "starts_at": "2026-05-01T00:00:00Z",
    "ends_at": "2026-06-01T00:00:00Z",
    "campaign": {
        "id": "019a9c30-0000-7000-8000-000000000001",
        "name": "Spring",
        "description": "",
        "time_zone": "Europe/Berlin",
        "minimum_age": 18,
        "countries": ["AT", "DE"],
        "rules_text": "",
        "publishes_stock": True,
    },
    "seal": {
        "commitment": "beb0746502f913361eefa19cb57cf5f2bbbfb77488260be6aad20fccfc108c61",
        "revision_sha256": "eaf3ada7f315087dfce9fa5c65fe27aad42ec295efc3b603bf407411f1bd3117",
        "sealed_at": "2026-04-28T14:00:00Z",
    },
}
PLAY = {
    "id": "019a9c40-1f0e-7c55-8f0a-6f4f6f1f2b30",
    "game": "spring-wheel",
    "participant": "customer-4711",
    "result": "won",
    "played_at": "2026-05-04T10:15:00.5Z",
    "prize": PRIZE,
    "award": AWARD,
    "channel": "platform",
    "request_id": "b73ae504f76e49c0a183a1582abe5163",
}
WON = {
    **AWARD,
    "won_at": "2026-05-04T10:15:00.5Z",
    "play": PLAY["id"],
    "entry": None,
    "game": "spring-wheel",
    "participant": "customer-4711",
    "prize": PRIZE,
}
ENTRY = {
    "id": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b32",
    "game": "spring-raffle",
    "participant": "customer-4711",
    "source_id": "receipt-2026-0815",
    "entered_at": "2026-05-04T10:15:00.5Z",
}
REPLACING = {
    "id": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b35",
    "state": "won",
    "claim_by": "2026-06-15T09:00:00Z",
}
DRAWING: dict[str, Any] = {
    "entries": 8120,
    "participants": 3077,
    "passed_over": 2,
    "entries_sha256": "1d0c4e9f6f1c0b0a9f2b7b61f1f5a3e7f3a6bb7a0b1de1a76b0a6f2f6f9e4c11",
    "drawn_at": "2026-06-01T09:00:00Z",
    "winners": [
        {
            "rank": 1,
            "entry": ENTRY["id"],
            "participant": "customer-4711",
            "prize": PRIZE,
            "award": {**AWARD, "state": "disqualified"},
        }
    ],
    "alternates": [
        {
            "rank": 2,
            "entry": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b33",
            "participant": "customer-0815",
            "replaces": 1,
            "prize": PRIZE,
            "award": REPLACING,
        },
        {
            "rank": 3,
            "entry": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b34",
            "participant": "customer-1234",
            "replaces": None,
            "prize": None,
            "award": None,
        },
    ],
}
GAME_PATH = {"code": "The game's code."}
AWARD_PATH = {"award_id": "The award's id."}

describe_games = extend_schema_view(
    list=operation(
        summary="List games",
        description="Games that were published, as they were published, newest first.",
        answer=GameAnswer(many=True),
        example=GAME,
    ),
    retrieve=operation(
        summary="Fetch a game",
        description=(
            "`phase` is `scheduled`, `live` or `ended` by the clock, or the status of its campaign."
            " `seal` commits to the game's secret: docs/sealed-schedules.md says how to check it."
        ),
        path=GAME_PATH,
        answer=GameAnswer,
        example=GAME,
    ),
    prizes=operation(
        summary="List a game's prizes",
        description="`remaining` counts units that can still be won, if the campaign publishes it.",
        path=GAME_PATH,
        answer=PrizesAnswer,
        example={"results": [{**PRIZE, "quantity": 20, "remaining": 17}]},
    ),
    revision=operation(
        summary="Fetch the revision that a game was sealed in",
        description=(
            "The published document of which `seal.commitment` speaks; `sha256` is the hash of its"
            " canonical JSON. It says how moments are drawn, not when they are. Keep a copy from"
            " before the game: docs/sealed-schedules.md says what it is good for."
        ),
        path=GAME_PATH,
        answer=RevisionAnswer,
        example={
            "number": 1,
            "sha256": GAME["seal"]["revision_sha256"],
            "commitment": GAME["seal"]["commitment"],
            "sealed_at": GAME["seal"]["sealed_at"],
            "document": {"format": 1, "name": "Spring", "games": [{"code": "spring-wheel"}]},
        },
    ),
    drawing=operation(
        summary="Fetch a drawing",
        description=(
            "What was drawn after the game's end, by rank. 404 until then, and for games that are"
            " played. A winner who was replaced stays in the list, with what became of his award;"
            " the alternate says whom he `replaces`. docs/sealed-schedules.md says how to check it."
        ),
        path=GAME_PATH,
        answer=DrawingAnswer,
        example=DRAWING,
    ),
)

describe_entries = extend_schema_view(
    list=operation(
        summary="List entries",
        description="Newest first. Ranges are half-open: `_after` is included, `_before` is not.",
        answer=EntryAnswer(many=True),
        example=ENTRY,
    ),
    retrieve=operation(
        summary="Fetch an entry",
        description="An entry never changes. `/games/{code}/drawing` says whether it was drawn.",
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

describe_plays = extend_schema_view(
    list=operation(
        summary="List plays",
        description="Newest first. What a voucher prize's code is, only its redemption tells.",
        answer=PlayAnswer(many=True),
        example=PLAY,
    ),
    retrieve=operation(
        summary="Fetch a play",
        description="A play never changes; its award does.",
        path={"play_id": "The play's id."},
        answer=PlayAnswer,
        example=PLAY,
    ),
)

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
            "entry": DRAWING["alternates"][0]["entry"],
            "game": "spring-raffle",
            "participant": "customer-0815",
        },
    ),
)
