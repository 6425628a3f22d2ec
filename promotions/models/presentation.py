"""How client apps show games and prizes; nothing here has a part in who wins."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now

from identities.models import Organization, UUIDModel, track_configuration
from promotions.models.game import Game
from promotions.models.prize import Prize


@track_configuration()
class GameType(UUIDModel):
    """A kind of play that client apps know how to show: a wheel, a scratch card."""

    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="game_types"
    )
    source_id = models.UUIDField(help_text="What client apps know it by.")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    bundle_name = models.CharField(
        max_length=200, blank=True, default="", help_text="The bundle of code that shows it."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "source_id"], name="game_type_source_id_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name


@track_configuration()
class GamePresentation(UUIDModel):
    """What a client app shows around a game; published with it."""

    game = models.OneToOneField(Game, on_delete=models.CASCADE, related_name="presentation")
    game_type = models.ForeignKey(
        GameType, null=True, blank=True, on_delete=models.PROTECT, related_name="presentations"
    )
    bundle_name = models.CharField(max_length=200, blank=True, default="")
    theme = models.CharField(max_length=200, blank=True, default="")
    completion_title = models.CharField(max_length=200, blank=True, default="")
    completion_message = models.TextField(blank=True, default="")
    client_logo_url = models.URLField(max_length=500, blank=True, default="")
    program_logo_url = models.URLField(max_length=500, blank=True, default="")
    starting_logo_url = models.URLField(max_length=500, blank=True, default="")
    background_image_url = models.URLField(max_length=500, blank=True, default="")
    catalog_url = models.URLField(max_length=500, blank=True, default="")
    warning_percentage = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(100)],
        help_text="For client apps that warn when so few percent of the prizes remain.",
    )
    warning_addresses = models.TextField(blank=True, default="")
    warns_by_email = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(warning_percentage__lte=100),
                name="game_presentation_warning_is_percentage",
            ),
        )

    def __str__(self) -> str:
        return f"presentation of {self.game}"


@track_configuration()
class PrizePresentation(UUIDModel):
    """What a client app shows around a prize; published with it."""

    prize = models.OneToOneField(Prize, on_delete=models.CASCADE, related_name="presentation")
    outcome_message = models.TextField(
        blank=True, default="", help_text="Shown instead of the game's message."
    )
    highlighted_image_url = models.URLField(max_length=500, blank=True, default="")
    is_hidden = models.BooleanField(default=False, help_text="Client apps do not list the prize.")
    # of an API in which prizes have shares of the plays: kept as they were given
    share = models.PositiveIntegerField(null=True, blank=True)
    must_award_by = models.PositiveIntegerField(null=True, blank=True)
    do_not_award_until = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(must_award_by__isnull=True)
                | models.Q(do_not_award_until__isnull=True)
                | models.Q(must_award_by__gte=models.F("do_not_award_until")),
                name="prize_presentation_awards_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"presentation of {self.prize}"
