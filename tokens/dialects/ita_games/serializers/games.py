from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from rest_framework import serializers

from promotions.services.game_types import GameTypeContent
from promotions.services.games import GameContent
from tokens.dialects.ita_games.serializers.base import RESPONSES, Contract
from tokens.dialects.ita_games.serializers.fields import NO_GUID, Bool, Guid, Text, Whole


class GuidOrZeros(Guid):
    def get_attribute(self, instance: Any) -> UUID:
        """Answer zeros where a game is of no type: the vendor's member can't be null."""
        return super().get_attribute(instance) or NO_GUID


class Game(Contract):
    """With the context *code*, of a request to change a game: what the path calls it."""

    xml_name = "Game"
    subject = "game"

    Id = Text(source="code", maximum=50)
    GameTypeId = GuidOrZeros(source="game_type", default=None, allow_null=True)
    Name = Text(source="name", required=True, maximum=200)
    BundleName = Text(source="bundle_name", maximum=200, allow_null=True)
    StartMessage = Text(source="start_message", maximum=500, allow_null=True)
    CompletionMessage = Text(source="completion_message", allow_null=True)
    ThemeId = Text(source="theme", maximum=200, allow_null=True)
    WarningPercentage = Whole(source="warning_percentage", low=0, high=100)
    WarningAddresses = Text(source="warning_addresses", allow_null=True)
    IsWarningEmailEnabled = Bool(source="warns_by_email", default=False)
    ClientLogoUrl = Text(source="client_logo_url", maximum=500, allow_null=True)
    ProgramLogoUrl = Text(source="program_logo_url", maximum=500, allow_null=True)
    StartingGameLogoUrl = Text(source="starting_logo_url", maximum=500, allow_null=True)
    BackgroundImageUrl = Text(source="background_image_url", maximum=500, allow_null=True)
    CatalogLink = Text(source="catalog_url", maximum=500, allow_null=True)
    CompletionTitle = Text(source="completion_title", maximum=200, allow_null=True)

    def validate_Id(self, code: str) -> str:  # noqa: N802 - DRF's way
        path: str = self.context.get("code", code)
        if code not in {"", path}:
            raise serializers.ValidationError("The Id field is not the Id of the request's URI.")
        return path

    def content(self) -> GameContent:
        told = {name: value for name, value in self.validated_data.items() if name != "code"}
        return GameContent(**told)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        code, content = instance
        return super().to_representation({"code": code, **asdict(content)})


class GamePostResponse(Contract):
    xml_name = "GamePostResponse"
    namespace = RESPONSES

    Id = Text(source="code")


class GameType(Contract):
    """With the context *source_id*, of a request to change a game type: what the path calls it."""

    xml_name = "GameType"
    subject = "gameType"

    Id = Guid(source="source_id", default=None, allow_null=True)
    Name = Text(source="name", required=True, maximum=200)
    Description = Text(source="description")
    BundleName = Text(source="bundle_name", maximum=200)

    def validate_Id(self, source_id: UUID | None) -> UUID | None:  # noqa: N802 - DRF's way
        path: UUID | None = self.context.get("source_id", source_id)
        if source_id not in {None, path}:
            raise serializers.ValidationError("The Id field is not the Id of the request's URI.")
        return path

    def content(self) -> GameTypeContent:
        told = {name: value for name, value in self.validated_data.items() if name != "source_id"}
        return GameTypeContent(**told)


class GameTypePath(Contract):
    """The game type that a path names."""

    guid = Guid(source="source_id", required=True)


class GameTypePostResponse(Contract):
    xml_name = "GameTypePostResponse"
    namespace = RESPONSES

    Id = Guid(source="source_id")
