import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from identities.enums import Channel
from identities.models import ApiClient, Organization, UUIDModel
from tokens.enums import FundingState
from tokens.models.asset import DIGITS, Asset, Wallet, amount_field
from tokens.models.ledger import Transfer
from tokens.querysets import FundingQuerySet

POSTED = models.Q(state=FundingState.POSTED, transfer__isnull=False)


class Funding(UUIDModel):
    """Amounts issued into a project wallet, which settle what waits in its queue.

    An API client's is posted at once. What one person proposes in the admin another one approves.
    """

    # each with the organization, by foreign keys of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="fundings"
    )
    request_id = models.CharField(max_length=100)
    wallet = models.ForeignKey(
        Wallet,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="fundings",
        db_constraint=False,
    )
    asset = models.ForeignKey(
        Asset,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="fundings",
        db_constraint=False,
    )
    amount = amount_field()
    reason = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, choices=FundingState.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="fundings"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True, default="")
    transfer = models.OneToOneField(
        Transfer, null=True, on_delete=models.PROTECT, related_name="funding"
    )

    objects = FundingQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "request_id"], name="funding_request_id_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="funding_amount_positive"
            ),
            models.CheckConstraint(
                condition=POSTED
                | models.Q(
                    state__in=[FundingState.PROPOSED, FundingState.REJECTED], transfer__isnull=True
                ),
                name="funding_posted_iff_transfer",
            ),
            models.CheckConstraint(
                condition=models.Q(state=FundingState.PROPOSED, decided_at__isnull=True)
                | (~models.Q(state=FundingState.PROPOSED) & models.Q(decided_at__isnull=False)),
                name="funding_decided_iff_instant",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="funding_decided_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    client__isnull=False, proposed_by__isnull=True, decided_by__isnull=True
                )
                | models.Q(client__isnull=True, proposed_by__isnull=False, decided_at__isnull=True)
                | models.Q(
                    client__isnull=True, proposed_by__isnull=False, decided_by__isnull=False
                ),
                name="funding_by_client_or_two_people",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-proposed_at", "-id"], name="funding_newest_first"
            ),
        )
        triggers = (
            pgtrigger.Protect(name="funding_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="funding_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=[FundingState.POSTED, FundingState.REJECTED]),
            ),
            pgtrigger.ReadOnly(
                name="funding_stays_as_proposed",
                exclude=["state", "decided_by", "decided_at", "decision_reason", "transfer"],
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize(DIGITS):f} {self.asset.symbol}"
