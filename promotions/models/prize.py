import secrets

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Now

from identities.models import (
    EncryptedTextField,
    UUIDModel,
    currency_validator,
    track_configuration,
)
from promotions.enums import (
    DrawMethod,
    PrizeKind,
    ReleasePolicy,
    Spread,
    Stratum,
    UnitState,
)
from promotions.models.campaign import CampaignRevision
from promotions.models.game import Game, code_validator
from promotions.models.publication import PRIZE_PUBLISHED, protect_published
from promotions.querysets import PrizeUnitQuerySet

CHANCE_SCALE = 1_000_000_000

# the last 8 bytes of a UUIDv7, which its clock does not reach
RANDOM_BITS = Func(Func("id", function="uuid_send"), Value(9), function="substr")


def new_salt() -> str:
    """Return 128 fresh random bits in hex."""
    return secrets.token_hex(16)


@track_configuration(exclude=["moments_csv", "moments_salt"])
class Prize(UUIDModel):
    """What can be won in a game, how it is drawn, and how many units there are."""

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="prizes")
    code = models.CharField(max_length=50, validators=[code_validator])
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=20, choices=PrizeKind.choices, default=PrizeKind.PHYSICAL)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        max_length=3, blank=True, default="", validators=[currency_validator]
    )
    image_url = models.URLField(blank=True, default="")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Prizes of one draw method are tried in this order."
    )
    draw_method = models.CharField(max_length=20, choices=DrawMethod.choices)
    quantity = models.PositiveIntegerField(validators=[MaxValueValidator(10_000_000)])
    chance = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(CHANCE_SCALE)],
        help_text="For probability: wins out of 1,000,000,000 plays.",
    )
    spread = models.CharField(
        max_length=20,
        choices=Spread.choices,
        blank=True,
        default="",
        help_text="For winning moments.",
    )
    stratum = models.CharField(max_length=10, choices=Stratum.choices, blank=True, default="")
    hour_weights = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text="24 whole numbers, from midnight on.",
    )
    weekday_weights = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text="7 whole numbers, from Monday on.",
    )
    moments_csv = EncryptedTextField(blank=True, default="", editable=False)
    # hashed before the list: a short list could be guessed from a bare hash
    moments_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    margin_seconds = models.PositiveIntegerField(
        default=0, help_text="No moment lies in the last so many seconds of the game."
    )
    release_policy = models.CharField(
        max_length=20, choices=ReleasePolicy.choices, default=ReleasePolicy.UNTIL_CLAIMED
    )
    window_seconds = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)]
    )
    wins_per_participant = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="Empty: any number."
    )
    claim_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="An award that is not claimed within so many seconds is forfeited. Empty: never.",
    )
    returns_forfeited = models.BooleanField(
        default=False, help_text="The unit of a forfeited award can be won again."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("position", "code")
        constraints = (
            models.UniqueConstraint(fields=["game", "code"], name="prize_code_unique"),
            models.UniqueConstraint(fields=["id", "game"], name="prize_in_game"),
            models.CheckConstraint(
                condition=models.Q(kind__in=PrizeKind.values), name="prize_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    draw_method=DrawMethod.PROBABILITY,
                    chance__isnull=False,
                    chance__lte=CHANCE_SCALE,
                )
                | (
                    models.Q(
                        draw_method__in=[
                            DrawMethod.MOMENT,
                            DrawMethod.EVERY_PLAY,
                            DrawMethod.DRAWING,
                        ]
                    )
                    & models.Q(chance__isnull=True)
                ),
                name="prize_chance_iff_probability",
            ),
            models.CheckConstraint(
                condition=models.Q(draw_method=DrawMethod.MOMENT, spread__in=Spread.values)
                | (~models.Q(draw_method=DrawMethod.MOMENT) & models.Q(spread="")),
                name="prize_spread_iff_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(release_policy=ReleasePolicy.WINDOW, window_seconds__gte=1)
                | (
                    ~models.Q(release_policy=ReleasePolicy.WINDOW)
                    & models.Q(window_seconds__isnull=True)
                ),
                name="prize_window_iff_policy",
            ),
            models.CheckConstraint(
                condition=models.Q(release_policy=ReleasePolicy.UNTIL_CLAIMED)
                | models.Q(release_policy__in=ReleasePolicy.values, draw_method=DrawMethod.MOMENT),
                name="prize_release_policy_for_moments",
            ),
            models.CheckConstraint(
                condition=(models.Q(claim_seconds__isnull=True) | models.Q(claim_seconds__gte=1))
                & (
                    models.Q(wins_per_participant__isnull=True)
                    | models.Q(wins_per_participant__gte=1)
                ),
                name="prize_claim_and_wins_positive",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=PrizeKind.VOUCHER_CODE, returns_forfeited=True),
                name="prize_voucher_never_returns",
            ),
            models.CheckConstraint(
                condition=~models.Q(draw_method=DrawMethod.DRAWING, returns_forfeited=True),
                name="prize_drawn_never_returns",
                violation_error_message="What is drawn goes to an alternate, not back.",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True, currency="")
                | (models.Q(value__gte=0) & ~models.Q(currency="")),
                name="prize_value_has_currency",
            ),
        )
        triggers = protect_published(
            "published_prize", PRIZE_PUBLISHED, "game_id", "code", "kind", "draw_method"
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class PrizeUnit(UUIDModel):
    """One awardable piece of a prize: one row, awarded at most once.

    A unit with ``opens_at`` is a winning moment: secret until then. A unit of a forfeited award
    that returns to the pool does so as a new row that *replaces* it.
    """

    # with its game, by a foreign key of both columns (migration 0002)
    prize = models.ForeignKey(
        Prize, db_index=False, on_delete=models.PROTECT, related_name="units", db_constraint=False
    )
    game = models.ForeignKey(Game, db_index=False, on_delete=models.PROTECT, related_name="units")
    revision = models.ForeignKey(
        CampaignRevision, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=UnitState.choices)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    voucher_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - absent is not empty
    awarded_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = PrizeUnitQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=UnitState.values), name="prize_unit_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=UnitState.AWARDED, awarded_at__isnull=False)
                | (~models.Q(state=UnitState.AWARDED) & models.Q(awarded_at__isnull=True)),
                name="prize_unit_awarded_iff_instant",
            ),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(awarded_at__isnull=True)
                | models.Q(awarded_at__gte=models.F("opens_at")),
                name="prize_unit_awarded_after_opening",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True)
                | models.Q(closes_at__gt=models.F("opens_at")),
                name="prize_unit_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__isnull=True)
                | models.Q(awarded_at__isnull=True)
                | models.Q(awarded_at__lt=models.F("closes_at")),
                name="prize_unit_awarded_before_closing",
            ),
            models.CheckConstraint(
                condition=models.Q(state=UnitState.HELD, revision__isnull=True)
                | models.Q(revision__isnull=False),
                name="prize_unit_published_unless_held",
            ),
            models.UniqueConstraint(
                fields=["prize", "voucher_code"], name="prize_unit_voucher_code_unique"
            ),
        )
        indexes = (
            # the oldest open moment of a game
            models.Index(
                fields=["game", "opens_at"],
                condition=models.Q(state=UnitState.AVAILABLE, opens_at__isnull=False),
                name="prize_unit_open_moment",
            ),
            # any free unit of a prize, in the order of the random bits of its id: plays that look
            # from random places on do not meet, nor pass over all that was won before them
            models.Index(
                "prize",
                RANDOM_BITS,
                condition=models.Q(state=UnitState.AVAILABLE, opens_at__isnull=True),
                name="prize_unit_free",
            ),
            models.Index(fields=["prize", "state"], name="prize_unit_stock"),
        )

    def __str__(self) -> str:
        return str(self.id)
