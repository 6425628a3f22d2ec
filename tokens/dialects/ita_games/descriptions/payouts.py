from __future__ import annotations

from identities.dialects.schema import operation
from tokens.dialects.ita_games.descriptions.schema import GAME, PLAY, READS, WRITES
from tokens.dialects.ita_games.serializers import payouts

A_PAYOUT = {
    "LegendLabel": "Mug", "OutcomeOverrideMessage": None, "ImageUrl": None,
    "HighlightedImageUrl": None, "AwardValue": 12, "MustAwardBy": None, "DoNotAwardUntil": None,
    "Distribution": 25, "IsDefault": False, "Hidden": False, "Sort": 1,
}  # fmt: skip
TOLD_PAYOUT = {"Id": PLAY, **A_PAYOUT, "Plays": 3, "Previews": 0}

list_payouts = operation(
    method="GET",
    summary="List a game's payout options",
    description="Its prizes, as they are edited." + READS,
    path=GAME,
    answer=payouts.PayoutOption(many=True),
    example=TOLD_PAYOUT,
)
create_payout = operation(
    method="POST",
    summary="Add a payout option",
    description=(
        "`Distribution` is how many percent of the plays win it; a default is what every other"
        " play gets. Staff say how many there are before it is published." + WRITES
    ),
    path=GAME,
    request=payouts.PayoutOption,
    body=A_PAYOUT,
    answer=payouts.PayoutOptionPostResponse,
    example={"Id": PLAY},
    statuses=(201,),
)
get_payout = operation(
    method="GET",
    summary="Fetch a payout option",
    description="As it is edited." + READS,
    path={**GAME, "payout": "The payout option's Id."},
    answer=payouts.PayoutOption,
    example=TOLD_PAYOUT,
)
hide_payouts = operation(
    method="PUT",
    summary="Hide payout options, or show them",
    description="Those that are named; the answer has them all." + WRITES,
    path=GAME,
    request=payouts.HiddenPayoutOption(many=True),
    body=[{"Id": PLAY, "Hidden": True}],
    answer=payouts.PayoutOption(many=True),
    example={**TOLD_PAYOUT, "Hidden": True},
)
