from __future__ import annotations

from dataclasses import asdict
from typing import Any

from promotions.services.prizes import PrizeContent
from tokens.dialects.ita_games.serializers.base import RESPONSES, Contract
from tokens.dialects.ita_games.serializers.fields import Bool, Guid, Text, Whole

LAST_POSITION = 32_767


class PayoutOption(Contract):
    """A prize. What the platform counts, and its Id, are passed over in requests."""

    xml_name = "PayoutOption"
    subject = "payoutOption"

    Id = Guid(source="id", read_only=True)
    LegendLabel = Text(source="name", required=True, maximum=200)
    OutcomeOverrideMessage = Text(source="outcome_message", allow_null=True)
    ImageUrl = Text(source="image_url", maximum=200, allow_null=True)
    HighlightedImageUrl = Text(source="highlighted_image_url", maximum=500, allow_null=True)
    AwardValue = Whole(source="value", low=0)
    MustAwardBy = Whole(source="must_award_by", low=0, default=None, allow_null=True)
    DoNotAwardUntil = Whole(source="do_not_award_until", low=0, default=None, allow_null=True)
    Distribution = Whole(source="share", low=0, high=100, help_text="Percent of the plays.")
    IsDefault = Bool(source="is_fallback", default=False)
    Hidden = Bool(source="is_hidden", default=False)
    Sort = Whole(source="position", low=0, high=LAST_POSITION)
    Plays = Whole(source="wins", read_only=True, help_text="How often it was won.")
    Previews = Whole(source="previews", read_only=True, help_text="Always 0.")

    def content(self) -> PrizeContent:
        return PrizeContent(**self.validated_data)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = {"id": instance.id, "wins": instance.wins, "previews": 0}
        return super().to_representation({**shown, **asdict(instance.content)})


class HiddenPayoutOption(Contract):
    """Of a payout option, whether it is hidden."""

    xml_name = "PayoutOption"
    subject = "payoutOptions"

    Id = Guid(source="id", required=True)
    Hidden = Bool(source="is_hidden", default=False)


class PayoutOptionPostResponse(Contract):
    xml_name = "PayoutOptionPostResponse"
    namespace = RESPONSES

    Id = Guid(source="id")
