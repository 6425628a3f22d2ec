from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tokens.dialects.ita_games.serializers.base import RESPONSES, Contract
from tokens.dialects.ita_games.serializers.fields import Guid, Instant, SourceId, Text, Whole

# decided by us
LARGEST_PAGE = 10_000


class CreateToken(Contract):
    """With the context *participant*: what the path calls him."""

    xml_name = "CreateToken"
    subject = "token"

    TokenSourceId = SourceId(source="source_id", required=True)
    ParticipantSourceId = SourceId(
        source="participant", help_text="It is that of the path; it may be left out."
    )
    GameSourceId = Text(source="game", required=True, maximum=50)
    Reason = Text(source="reason", maximum=500)

    def validate_ParticipantSourceId(self, participant: str) -> str:  # noqa: N802 - DRF's way
        if participant not in {"", self.context["participant"]}:
            raise serializers.ValidationError(
                "The ParticipantSourceId field is not the participant of the request's URI."
            )
        return str(self.context["participant"])


class ParticipantPath(Contract):
    """The participant that a path names."""

    id = SourceId(source="participant", required=True)


class TokenPostResponse(Contract):
    xml_name = "TokenPostResponse"
    namespace = RESPONSES

    Id = Text(source="code", help_text="The token's code, by which any API redeems it.")


class TokenName(Text):
    def to_representation(self, value: Any) -> str:
        """Answer what the token is known by: its code where the client did not name it."""
        return str(value.source_id or value.code)


class Token(Contract):
    """A token; its game as it is published."""

    xml_name = "Token"

    TokenSourceId = TokenName(source="*", help_text="Its code, if it was awarded without.")
    IssueDate = Instant(source="issued_at")
    ExpirationDate = Instant(source="expires_at", allow_null=True)
    ParticipantSourceId = Text(source="participant.source_id", allow_null=True)
    GameSourceId = Text(source="game.code")
    GameName = Text(source="game.published.document.name")
    GameIconUrl = Text(source="game.published.document.icon_url", allow_null=True)
    Reason = Text(source="reason", allow_null=True)
    GamePlayKey = Guid(source="play_id", allow_null=True, help_text="Null: it was not played.")


class Nothing(Whole):
    def to_representation(self, value: Any) -> None:
        """Answer null: tokens have no value here."""


class ExpiredToken(Contract):
    xml_name = "ExpiredToken"

    TokenId = Text(source="code")
    ParticipantId = Text(source="participant.source_id", allow_null=True)
    AwardValue = Nothing(source="*", allow_null=True, help_text="Always null.")
    GameId = Text(source="game.code")
    GameName = Text(source="game.published.document.name")
    Reason = Text(source="reason", allow_null=True)


class ExpiredTokensResponse(Contract):
    xml_name = "ExpiredTokensResponse"
    namespace = RESPONSES

    PageIndex = Whole(source="page")
    PageSize = Whole(source="size")
    ExpiredTokens = ExpiredToken(source="tokens", many=True)
    TotalSize = Whole(source="total")


class PageQuery(Contract):
    pageIndex = Whole(source="page", default=1, low=1)
    pageSize = Whole(source="size", default=100, low=1, high=LARGEST_PAGE)
