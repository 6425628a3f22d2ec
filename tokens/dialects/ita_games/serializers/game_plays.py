from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tokens.dialects.ita_games.serializers.base import RESPONSES, Contract
from tokens.dialects.ita_games.serializers.fields import Bool, Guid, Named, Text

# decided by us
MOST_ENTRIES = 50
LONGEST_TEXT = 200


class Texts(Named, serializers.DictField):
    """A map of texts, of a bounded size."""

    clr_type = "System.Collections.Generic.Dictionary`2"
    default_error_messages = {
        "bounds": "The field {name} must have at most {entries} entries of {length} characters."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=Text(), default=dict, **kwargs)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict):
            self.fail("invalid")
        texts: dict[str, str] = {}
        for name, value in data.items():
            texts[name] = self.child.run_validation("" if value is None else value)
        if len(texts) > MOST_ENTRIES or any(
            len(text) > LONGEST_TEXT for pair in texts.items() for text in pair
        ):
            self.fail("bounds", entries=MOST_ENTRIES, length=LONGEST_TEXT)
        return texts


class GamePlayRequest(Contract):
    """What is told of the participant is read and forgotten: it is personal data."""

    xml_name = "GamePlayRequest"
    subject = "gamePlayRequest"

    TokenId = Text(source="token", required=True, maximum=200)
    GameId = Text(source="game", maximum=50)
    ParticipantId = Text(source="participant", maximum=200)
    ParticipantMetadata = Texts(source="metadata", help_text="Stored nowhere.")
    IsPreview = Bool(source="is_preview", default=False)

    @property
    def is_preview(self) -> bool:
        return bool(self.validated_data["is_preview"])

    def names(self) -> dict[str, str | None]:
        """Return token, game and participant; None for what is not named."""
        return {
            name: self.validated_data[name] or None for name in ("token", "game", "participant")
        }


class StartGamePlayResponse(Contract):
    xml_name = "StartGamePlayResponse"
    namespace = RESPONSES

    GamePlayKey = Guid(source="play_id")
