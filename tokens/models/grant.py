from django.core.validators import MinValueValidator
from django.db import models

from identities.models import UUIDModel, track_configuration
from promotions.models import Game, Prize
from tokens.enums import AwardDestination
from tokens.models.asset import DIGITS, Asset, amount_field
from tokens.models.token import PLAYED


@track_configuration()
class TokenGrant(UUIDModel):
    """What a prize of kind ``play_token`` grants: a token of *game* for its winner."""

    prize = models.OneToOneField(Prize, on_delete=models.CASCADE, related_name="token_grant")
    game = models.ForeignKey(
        Game, on_delete=models.PROTECT, related_name="token_grants", limit_choices_to=PLAYED
    )
    valid_seconds = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="The granted token expires after so long. Empty: never.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_seconds__isnull=True) | models.Q(valid_seconds__gte=1),
                name="token_grant_valid_seconds_positive",
            ),
        )

    def __str__(self) -> str:
        return f"a token for {self.game}"


@track_configuration()
class ValueGrant(UUIDModel):
    """What a prize of kind ``value`` grants: an amount of *asset*, for its winner.

    As an allowance, or straight to the wallet that the winner named for prizes. Where he named
    none it becomes an allowance that he can mint.
    """

    prize = models.OneToOneField(Prize, on_delete=models.CASCADE, related_name="value_grant")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="grants")
    amount = amount_field()
    destination = models.CharField(
        max_length=10,
        choices=AwardDestination.choices,
        default=AwardDestination.ALLOWANCE,
        help_text="A wallet is paid out of the project wallet: without funds, winners wait in its "
        "queue.",
    )
    is_mintable = models.BooleanField(
        default=True, help_text="Winners can move an allowance to a wallet of their own."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="value_grant_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(destination__in=AwardDestination.values),
                name="value_grant_destination_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize(DIGITS):f} {self.asset.symbol}"
