"""What the OpenAPI document says of the operations on drawings."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from promotions.api.descriptions.examples import DRAWING, DRAWN
from promotions.api.descriptions.games import GAME_PATH
from promotions.api.serializers import DrawingAnswer, DrawnEntryAnswer

describe_drawings = extend_schema_view(
    drawing=operation(
        summary="Fetch a drawing",
        description=(
            "From what, and when, winners and alternates were drawn after the game's end, and how"
            " many; `/games/{code}/drawn-entries` lists them. 404 until then, and for games that"
            " are played. docs/sealed-schedules.md says how to check it."
        ),
        path=GAME_PATH,
        answer=DrawingAnswer,
        example=DRAWING,
    ),
    drawn_entries=operation(
        summary="List the entries that were drawn",
        description=(
            "By rank: as many winners as the drawing says, then alternates. A winner who was"
            " replaced stays in the list, with what became of his award; the alternate says whom he"
            " `replaces`. 404 where there is no drawing."
        ),
        path=GAME_PATH,
        answer=DrawnEntryAnswer(many=True),
        example=DRAWN,
    ),
)
