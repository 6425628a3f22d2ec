from decimal import Context, Decimal

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower, Now

from identities.models import Organization, Participant, UUIDModel, track_configuration
from promotions.models import Campaign
from promotions.models.publication import protect_published
from tokens.enums import WalletKind
from tokens.querysets import WalletQuerySet

# places of the most divisible assets, and an amount that no request may reach: 10^20
DECIMALS_MAXIMUM = 18
AMOUNT_LIMIT = Decimal(10) ** 20
# as many digits as balances have: the default keeps 28
DIGITS = Context(prec=60)

# SQL that is true of an OLD row that anything has an amount of
ASSET_USED = """(
    EXISTS (SELECT FROM tokens_awardedamount WHERE asset_id = OLD.id)
    OR EXISTS (SELECT FROM tokens_funding WHERE asset_id = OLD.id)
    OR EXISTS (SELECT FROM tokens_valuegrant WHERE asset_id = OLD.id)
)"""

address_validator = RegexValidator(
    r"^[!-.0->@-~]{1,200}\Z", "1 to 200 visible ASCII characters without / and ?."
)


def amount_field() -> "models.DecimalField[Decimal, Decimal]":
    """Return a field of an amount below ``AMOUNT_LIMIT``, with as many places as any asset has."""
    return models.DecimalField(max_digits=20 + DECIMALS_MAXIMUM, decimal_places=DECIMALS_MAXIMUM)


@track_configuration()
class Asset(UUIDModel):
    """A value token, such as points or coins, that a campaign awards amounts of.

    Our ledger issues it. *contract* and *chain_name* are what it is known by elsewhere: data.
    """

    # with its campaign, by a foreign key of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="assets"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="assets", db_constraint=False
    )
    name = models.CharField(max_length=100)
    symbol = models.CharField(
        max_length=20,
        validators=[RegexValidator(r"^[A-Z0-9]+\Z", "Capital letters and digits.")],
        help_text="Shown behind every amount: BOLT, POINTS.",
    )
    decimals = models.PositiveSmallIntegerField(
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(DECIMALS_MAXIMUM)],
        help_text="Places behind the point that amounts can have: 0 for whole points. It "
        "stays once there are any.",
    )
    contract = models.CharField(
        max_length=200,
        help_text="What client apps name it by beside its id: the address of a contract, or a text "
        "of your own.",
    )
    chain_name = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("symbol", "id")
        constraints = (
            models.UniqueConstraint("campaign", Lower("symbol"), name="asset_symbol_unique"),
            # what (asset, organization) foreign keys refer to
            models.UniqueConstraint(fields=["id", "organization"], name="asset_in_organization"),
            models.CheckConstraint(
                condition=models.Q(decimals__gte=0, decimals__lte=DECIMALS_MAXIMUM),
                name="asset_decimals_in_range",
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(name="asset_stays_in_campaign", fields=["organization", "campaign"]),
            # of these two, the one against a change: an asset has accounts, and stays anyway
            *protect_published("used_asset", ASSET_USED, "decimals")[1:],
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.symbol})"


class Wallet(UUIDModel):
    """An address at which amounts are held: a campaign's own, or an external one.

    Addresses are compared as they are, but for hexadecimal ones (``0x…``): in any case of letters
    they are the same.
    """

    # with its campaign, by a foreign key of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="wallets"
    )
    kind = models.CharField(max_length=10, choices=WalletKind.choices)
    campaign = models.ForeignKey(
        Campaign,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="wallets",
        db_constraint=False,
    )
    address = models.CharField(max_length=200, validators=[address_validator])
    address_key = models.GeneratedField(
        expression=models.Func(models.F("address"), function="address_key_v1"),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = WalletQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "address_key"], name="wallet_address_unique"
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(kind=WalletKind.PROJECT),
                name="wallet_one_of_project",
            ),
            # what (wallet, organization) foreign keys refer to
            models.UniqueConstraint(fields=["id", "organization"], name="wallet_in_organization"),
            models.CheckConstraint(
                condition=models.Q(kind=WalletKind.PROJECT, campaign__isnull=False)
                | models.Q(kind=WalletKind.EXTERNAL, campaign__isnull=True),
                name="wallet_of_campaign_iff_project",
            ),
            models.CheckConstraint(condition=~models.Q(address=""), name="wallet_address_given"),
        )
        indexes = (
            models.Index(
                fields=["organization", "-created_at", "-id"], name="wallet_newest_of_organization"
            ),
        )
        triggers = (pgtrigger.ReadOnly(name="wallet_stays_the_same", exclude=["address_key"]),)

    def __str__(self) -> str:
        return self.address


class PayoutWallet(UUIDModel):
    """The external wallet that a participant's prizes of kind ``value`` are paid to."""

    # each with the organization, by foreign keys of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="payout_wallets",
        db_constraint=False,
    )
    wallet = models.ForeignKey(
        Wallet, on_delete=models.PROTECT, related_name="payouts", db_constraint=False
    )
    named_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["participant"], name="payout_wallet_one_of_participant"
            ),
        )

    def __str__(self) -> str:
        return str(self.wallet_id)
