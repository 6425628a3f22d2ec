"""What the OpenAPI document says of the operations on games."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.descriptions.examples import GAME, PRIZE
from promotions.api.serializers import GameAnswer, PrizesAnswer, RevisionAnswer

GAME_PATH = {"code": "The game's code."}

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
