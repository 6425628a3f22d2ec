import pgtrigger
from django.db import models

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from tokens.models.asset import Asset, Wallet, amount_field
from tokens.models.ledger import Transfer


class Mint(UUIDModel):
    """An amount moved from a participant's mintable allowance to a wallet. Append-only."""

    # each with the organization, by foreign keys of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="mints"
    )
    request_id = models.CharField(max_length=100)
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="mints",
        db_constraint=False,
    )
    asset = models.ForeignKey(
        Asset, db_index=False, on_delete=models.PROTECT, related_name="mints", db_constraint=False
    )
    wallet = models.ForeignKey(
        Wallet, db_index=False, on_delete=models.PROTECT, related_name="mints", db_constraint=False
    )
    amount = amount_field()
    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, related_name="mint")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    # none where the participant minted it himself
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="mints"
    )
    minted_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))

    class Meta:
        ordering = ("-minted_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "request_id"], name="mint_request_id_unique"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="mint_amount_positive"),
        )
        indexes = (
            models.Index(
                fields=["participant", "-minted_at", "-id"], name="mint_newest_of_participant"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="mint_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return self.request_id
