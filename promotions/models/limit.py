from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now

from identities.models import UUIDModel, track_configuration
from promotions.enums import LimitCounts, LimitPer, LimitWindow
from promotions.models.campaign import Campaign
from promotions.models.game import Game
from promotions.models.publication import LIMIT_PUBLISHED, protect_published


@track_configuration()
class Limit(UUIDModel):
    """At most *maximum* token awards, plays, wins or entries, per participant or game, in a window.

    Without a game it covers all games of its campaign: per participant they count together, per
    game each counts on its own. A limit on wins refuses no play; it leaves nothing to win.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="limits")
    game = models.ForeignKey(
        Game,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="limits",
        help_text="Empty: all games of the campaign.",
    )
    counts = models.CharField(max_length=20, choices=LimitCounts.choices)
    per = models.CharField(max_length=20, choices=LimitPer.choices)
    window = models.CharField(max_length=10, choices=LimitWindow.choices)
    maximum = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    is_enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("campaign", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "game", "counts", "per", "window"],
                nulls_distinct=False,
                name="limit_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(maximum__gte=1), name="limit_maximum_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(counts__in=LimitCounts.values)
                & models.Q(per__in=LimitPer.values)
                & models.Q(window__in=LimitWindow.values),
                name="limit_words_known",
            ),
        )
        triggers = protect_published(
            "published_limit",
            LIMIT_PUBLISHED,
            "campaign_id",
            "game_id",
            "counts",
            "per",
            "window",
        )

    def __str__(self) -> str:
        return (
            f"{self.maximum} {self.get_counts_display()} per {self.get_per_display()}"
            f" ({self.get_window_display()})".lower()
        )


class LimitUsage(UUIDModel):
    """How much of a limit one subject has used in one window.

    A game's usage is split over slots, so that its plays do not wait for each other: each slot
    has a share of the limit, and the shares add up to *limit_maximum*.
    """

    limit = models.ForeignKey(Limit, db_index=False, on_delete=models.PROTECT, related_name="usage")
    subject = models.UUIDField()
    window_starts_at = models.DateTimeField()
    slot = models.PositiveSmallIntegerField(default=0)
    used = models.PositiveIntegerField()
    maximum = models.PositiveIntegerField()
    limit_maximum = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["limit", "subject", "window_starts_at", "slot"], name="limit_usage_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("maximum")),
                name="limit_usage_within_maximum",
            ),
        )

    def __str__(self) -> str:
        return f"{self.used} of {self.maximum}"
