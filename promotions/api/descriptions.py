"""What the OpenAPI document says of the operations on games, plays and awards."""

from typing import Any

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.serializers import (
    AwardAnswer,
    ClaimRequest,
    GameAnswer,
    PlayAnswer,
    PrizesAnswer,
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
    "game": "spring-wheel",
    "participant": "customer-4711",
    "prize": PRIZE,
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
            " `disqualified`. What the state does not lead to: 409."
        ),
        path=AWARD_PATH,
        request=TransitionRequest,
        body={"to": "verified", "reason": "identity card seen"},
        answer=AwardAnswer,
        example={**WON, "state": "verified"},
    ),
)
