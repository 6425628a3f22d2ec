from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models.functions import Now

from identities.models import Organization, Participant, UUIDModel
from tokens.enums import AccountKind, TransferKind
from tokens.models.asset import DECIMALS_MAXIMUM, DIGITS, Asset, Wallet, amount_field
from tokens.querysets import AccountQuerySet

ISSUANCE, PROJECT, ALLOWANCE, EXTERNAL = (
    models.Q(kind=kind)
    for kind in (
        AccountKind.ISSUANCE, AccountKind.PROJECT, AccountKind.ALLOWANCE, AccountKind.EXTERNAL,
    )
)  # fmt: skip
NOBODYS = models.Q(participant__isnull=True, is_mintable__isnull=True)


def balance_field() -> "models.DecimalField[Decimal, Decimal]":
    """Return a field that holds the sum of more amounts than there will ever be."""
    return models.DecimalField(
        max_digits=40 + DECIMALS_MAXIMUM, decimal_places=DECIMALS_MAXIMUM, default=0, db_default=0
    )


class Account(UUIDModel):
    """Where amounts of one asset are: with the issuer, in a wallet, or allowed to a participant.

    What an external wallet holds is kept apart for each participant who was paid there.
    """

    # each with the organization, by foreign keys of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    asset = models.ForeignKey(
        Asset,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_constraint=False,
    )
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    wallet = models.ForeignKey(
        Wallet,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_constraint=False,
    )
    participant = models.ForeignKey(
        Participant,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_constraint=False,
    )
    is_mintable = models.BooleanField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=(ISSUANCE & NOBODYS & models.Q(wallet__isnull=True))
                | (PROJECT & NOBODYS & models.Q(wallet__isnull=False))
                | (
                    ALLOWANCE
                    & models.Q(
                        participant__isnull=False, is_mintable__isnull=False, wallet__isnull=True
                    )
                )
                | (
                    EXTERNAL
                    & models.Q(
                        participant__isnull=False, is_mintable__isnull=True, wallet__isnull=False
                    )
                ),
                name="account_is_of_its_kind",
            ),
            models.UniqueConstraint(
                fields=["asset"], condition=ISSUANCE, name="account_one_issuance_of_asset"
            ),
            models.UniqueConstraint(
                fields=["asset"], condition=PROJECT, name="account_one_project_wallet_of_asset"
            ),
            models.UniqueConstraint(
                fields=["participant", "asset", "is_mintable"],
                condition=ALLOWANCE,
                name="account_one_allowance_of_participant",
            ),
            models.UniqueConstraint(
                fields=["participant", "asset", "wallet"],
                condition=EXTERNAL,
                name="account_one_of_participant_in_wallet",
            ),
            # what (account, kind) foreign keys refer to
            models.UniqueConstraint(fields=["id", "kind"], name="account_kind"),
        )
        indexes = (
            models.Index(
                fields=["wallet", "asset"],
                condition=models.Q(wallet__isnull=False),
                name="account_of_wallet",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="account_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.id}"


class Balance(UUIDModel):
    """What an account holds, or a slot of it: those that many write at once are split over 16.

    Only postings change it: a trigger adds them up (``apply_postings_v1``).
    """

    # with the kind, by a foreign key of both columns (migration 0012)
    account = models.ForeignKey(
        Account,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="balances",
        db_constraint=False,
    )
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    slot = models.PositiveSmallIntegerField()
    amount = balance_field()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "slot"], name="balance_slot_unique"),
            models.CheckConstraint(
                condition=ISSUANCE | models.Q(amount__gte=0), name="balance_not_negative"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="balance_never_deleted", operation=pgtrigger.Delete),
            # at depth 1 the trigger of postings writes
            pgtrigger.Protect(
                name="balance_changes_by_postings",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize(DIGITS):f}"


class Transfer(UUIDModel):
    """One movement of amounts: postings that sum to zero for each asset. Append-only."""

    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="transfers"
    )
    kind = models.CharField(max_length=10, choices=TransferKind.choices)
    # drawn while all balances concerned are locked: transfers of one account are in its order
    number = models.BigIntegerField(
        db_default=models.Func(models.Value("tokens_ledger_number"), function="nextval"),
        editable=False,
    )
    posted_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["number"], name="transfer_number_unique"),
            # what (transfer, number) foreign keys refer to
            models.UniqueConstraint(fields=["id", "number"], name="transfer_of_number"),
            models.CheckConstraint(
                condition=models.Q(kind__in=TransferKind.values), name="transfer_kind_known"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="transfer_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Posting(UUIDModel):
    """What a transfer adds to a slot of an account, or takes from it. Append-only."""

    # with its number, by a foreign key of both columns (migration 0012)
    transfer = models.ForeignKey(
        Transfer,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="postings",
        db_constraint=False,
    )
    # an account's postings are read in this order
    number = models.BigIntegerField()
    account = models.ForeignKey(
        Account, db_index=False, on_delete=models.PROTECT, related_name="postings"
    )
    slot = models.PositiveSmallIntegerField(default=0, db_default=0)
    amount = amount_field()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(
                fields=["account", "number", "slot"], name="posting_once_in_transfer"
            ),
            models.CheckConstraint(condition=~models.Q(amount=0), name="posting_moves_something"),
        )
        indexes = (models.Index(fields=["transfer"], name="posting_of_transfer"),)
        triggers = (
            pgtrigger.Protect(
                name="posting_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize(DIGITS):f}"
