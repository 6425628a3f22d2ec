from __future__ import annotations

from identities.dialects.schema import operation
from tokens.dialects.ita_games.descriptions.schema import GAME, GUID, READS, WRITES
from tokens.dialects.ita_games.serializers import games

A_GAME = {
    "Id": "spring-wheel", "GameTypeId": GUID, "Name": "Spring Wheel", "BundleName": None,
    "StartMessage": "Spin!", "CompletionMessage": "See you tomorrow.", "ThemeId": "spring",
    "WarningPercentage": 10, "WarningAddresses": None, "IsWarningEmailEnabled": False,
    "ClientLogoUrl": "https://example.com/client.png", "ProgramLogoUrl": None,
    "StartingGameLogoUrl": None, "BackgroundImageUrl": None, "CatalogLink": None,
    "CompletionTitle": "That was it",
}  # fmt: skip
A_GAME_TYPE = {"Id": GUID, "Name": "Wheel", "Description": "It spins.", "BundleName": "wheel.js"}

create_game = operation(
    method="POST",
    summary="Draft a game",
    description=(
        "In the organization's campaign of such drafts, which staff date, complete and submit."
        " Without an `Id` it gets one. The same content again answers the same game." + WRITES
    ),
    request=games.Game,
    body=A_GAME,
    answer=games.GamePostResponse,
    example={"Id": "spring-wheel"},
    statuses=(201,),
)
get_game = operation(
    method="GET",
    summary="Fetch a game",
    description="As it is edited; drafts too." + READS,
    path=GAME,
    answer=games.Game,
    example=A_GAME,
)
put_game = operation(
    method="PUT",
    summary="Change or draft a game",
    description="Of a published campaign while a revision of it is open." + WRITES,
    path=GAME,
    request=games.Game,
    body=A_GAME,
    answer=games.GamePostResponse,
    example={"Id": "spring-wheel"},
)
create_game_type = operation(
    method="POST",
    summary="Make a game type",
    description="Without an `Id` it gets one." + WRITES,
    request=games.GameType,
    body=A_GAME_TYPE,
    answer=games.GameTypePostResponse,
    example={"Id": GUID},
    statuses=(201,),
)
put_game_type = operation(
    method="PUT",
    summary="Change or make a game type",
    description="Games of it are shown as it is now." + WRITES,
    path={"game_type": "The game type's Id, a GUID."},
    request=games.GameType,
    body=A_GAME_TYPE,
    answer=games.GameTypePostResponse,
    example={"Id": GUID},
)
