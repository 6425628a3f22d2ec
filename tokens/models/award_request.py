import pgtrigger
from django.conf import settings
from django.db import models

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from promotions.models import Campaign, Play
from tokens.enums import AwardDestination, AwardRequestState
from tokens.models.asset import DIGITS, Asset, Wallet, amount_field
from tokens.models.funding import Funding
from tokens.models.ledger import Transfer
from tokens.querysets import AwardRequestQuerySet

SETTLED = models.Q(
    state=AwardRequestState.SETTLED, transfer__isnull=False, settled_at__isnull=False
)
NOT_CANCELLED = models.Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason="")
CANCELLED = models.Q(
    state=AwardRequestState.CANCELLED,
    transfer__isnull=True,
    settled_at__isnull=True,
    queue_number__isnull=False,
    cancelled_at__isnull=False,
    cancelled_by__isnull=False,
) & ~models.Q(cancel_reason="")
QUEUED = models.Q(
    state=AwardRequestState.QUEUED,
    transfer__isnull=True,
    settled_at__isnull=True,
    queue_number__isnull=False,
)


class AwardRequest(UUIDModel):
    """Amounts that are awarded to a participant together: all of them, or none yet.

    Made once for each *request_id* of its organization. One to a wallet waits in the queue of the
    project wallet while that has not enough of every asset, behind all that came before it, unless
    staff cancel it.
    """

    # each with the organization, by foreign keys of both columns (migration 0012)
    organization = models.ForeignKey(
        Organization, db_index=False, on_delete=models.PROTECT, related_name="award_requests"
    )
    request_id = models.CharField(max_length=100)
    # of all that is asked for, in one canonical form
    content_sha256 = models.BinaryField(max_length=32, editable=False)
    campaign = models.ForeignKey(
        Campaign,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="award_requests",
        db_constraint=False,
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="award_requests",
        db_constraint=False,
    )
    destination = models.CharField(max_length=10, choices=AwardDestination.choices)
    is_mintable = models.BooleanField(null=True)
    wallet = models.ForeignKey(
        Wallet,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="award_requests",
        db_constraint=False,
    )
    state = models.CharField(max_length=10, choices=AwardRequestState.choices)
    # its place among all that ever waited, drawn while the project wallet is locked
    queue_number = models.BigIntegerField(null=True)
    requested_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))
    settled_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cancel_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    transfer = models.OneToOneField(
        Transfer, null=True, on_delete=models.PROTECT, related_name="award_request"
    )
    # what settled it, after it waited
    funding = models.ForeignKey(
        Funding, null=True, db_index=False, on_delete=models.PROTECT, related_name="settled"
    )
    granted_by = models.OneToOneField(
        Play, null=True, on_delete=models.PROTECT, related_name="granted_values"
    )
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="award_requests",
    )

    objects = AwardRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-requested_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "request_id"], name="award_request_id_unique"
            ),
            models.UniqueConstraint(fields=["queue_number"], name="award_request_queued_in_order"),
            models.CheckConstraint(
                condition=((SETTLED | QUEUED) & NOT_CANCELLED) | CANCELLED,
                name="award_request_is_what_its_state_says",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    destination=AwardDestination.ALLOWANCE,
                    is_mintable__isnull=False,
                    wallet__isnull=True,
                    queue_number__isnull=True,
                )
                | models.Q(
                    destination=AwardDestination.WALLET,
                    is_mintable__isnull=True,
                    wallet__isnull=False,
                ),
                name="award_request_to_its_destination",
            ),
            models.CheckConstraint(
                condition=models.Q(funding__isnull=True)
                | models.Q(funding__isnull=False, queue_number__isnull=False, state="settled"),
                name="award_request_funded_after_waiting",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-requested_at", "-id"],
                name="award_request_newest_first",
            ),
            models.Index(
                fields=["participant", "-requested_at", "-id"],
                name="award_request_of_participant",
            ),
            models.Index(
                fields=["funding", "queue_number"],
                condition=models.Q(funding__isnull=False),
                name="award_request_of_funding",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="award_request_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="award_request_ends_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=AwardRequestState.QUEUED),
            ),
            pgtrigger.ReadOnly(
                name="award_request_stays_the_same",
                exclude=[
                    "state",
                    "settled_at",
                    "transfer",
                    "funding",
                    "cancelled_at",
                    "cancelled_by",
                    "cancel_reason",
                ],
            ),
        )

    def __str__(self) -> str:
        return self.request_id


class AwardedAmount(UUIDModel):
    """How much of an asset an award request awards."""

    award_request = models.ForeignKey(
        AwardRequest, db_index=False, on_delete=models.PROTECT, related_name="amounts"
    )
    asset = models.ForeignKey(
        Asset, db_index=False, on_delete=models.PROTECT, related_name="awarded_amounts"
    )
    amount = amount_field()
    # the request's while it waits, and none otherwise: what waits for an asset is found by it
    queue_number = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["award_request", "asset"], name="awarded_amount_asset_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="awarded_amount_positive"
            ),
        )
        indexes = (
            models.Index(
                fields=["asset", "queue_number"],
                condition=models.Q(queue_number__isnull=False),
                name="awarded_amount_waiting",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="awarded_amount_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="awarded_amount_stays", exclude=["queue_number"]),
        )

    def __str__(self) -> str:
        return f"{self.amount.normalize(DIGITS):f}"
