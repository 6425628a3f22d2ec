from __future__ import annotations

from identities.dialects.schema import operation
from tokens.dialects.ita_games.descriptions.schema import GAME, NEEDS
from tokens.dialects.ita_games.serializers import tokens

READS_TOKENS = NEEDS.format("`tokens:read` or `read`")
PARTICIPANT = {"participant": "The participant's source_id."}
A_TOKEN = {
    "TokenSourceId": "order-2026-0815", "IssueDate": "2026-05-04T09:31:00.8449340Z",
    "ExpirationDate": None, "ParticipantSourceId": "customer-4711",
    "GameSourceId": "spring-wheel", "GameName": "Spring Wheel", "GameIconUrl": None,
    "Reason": "order above 50 EUR", "GamePlayKey": None,
}  # fmt: skip
EXPIRED = {
    "TokenId": "7K3M9QX2ZT5R8WVA", "ParticipantId": "customer-4711", "AwardValue": None,
    "GameId": "spring-wheel", "GameName": "Spring Wheel", "Reason": None,
}  # fmt: skip

create_token = operation(
    method="POST",
    summary="Give a participant a token",
    description=(
        "Who is unknown is created. The same `TokenSourceId` with the same participant and game"
        " answers the same `Id`." + NEEDS.format("`tokens:award`")
    ),
    path=PARTICIPANT,
    request=tokens.CreateToken,
    body={"TokenSourceId": "order-2026-0815", "GameSourceId": "spring-wheel"},
    answer=tokens.TokenPostResponse,
    example={"Id": "7K3M9QX2ZT5R8WVA"},
    statuses=(201,),
)
list_tokens = operation(
    method="GET",
    summary="List a participant's tokens",
    description=(
        "All of them, the newest first. Who is unknown has none, and is created where the key"
        " has `tokens:award` or `participants:write` too." + READS_TOKENS
    ),
    path=PARTICIPANT,
    answer=tokens.Token(many=True),
    example=A_TOKEN,
)
list_expired = operation(
    method="GET",
    summary="List a game's expired tokens",
    description="What expired first comes first." + READS_TOKENS,
    path=GAME,
    query={"pageIndex": "From 1 on.", "pageSize": "1 to 10,000; 100 if missing."},
    answer=tokens.ExpiredTokensResponse,
    example={"PageIndex": 1, "PageSize": 100, "ExpiredTokens": [EXPIRED], "TotalSize": 1},
)
get_token = operation(
    method="GET",
    summary="Fetch a token",
    description="By its code or its TokenSourceId." + READS_TOKENS,
    path={"token": "The token's code, or its TokenSourceId."},
    answer=tokens.Token,
    example=A_TOKEN,
)
