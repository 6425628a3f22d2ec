from __future__ import annotations

from identities.dialects.schema import operation
from tokens.dialects.ita_games.descriptions.schema import NEEDS, PLAY
from tokens.dialects.ita_games.serializers import game_plays

start_game_play = operation(
    method="POST",
    summary="Play a token's game",
    description=(
        "Redeems the token, once: again, it answers the same `GamePlayKey`, the play's id. A"
        " preview answers a random one and records nothing." + NEEDS.format("`tokens:redeem`")
    ),
    request=game_plays.GamePlayRequest,
    body={"TokenId": "order-2026-0815", "GameId": "spring-wheel", "IsPreview": False},
    answer=game_plays.StartGamePlayResponse,
    example={"GamePlayKey": PLAY},
)
