from uuid import UUID

import pgtrigger
from django.conf import settings
from django.db import models

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from promotions.enums import AwardState, PlayResult
from promotions.models.campaign import CampaignRevision
from promotions.models.drawing import DrawnEntry
from promotions.models.game import Game
from promotions.models.prize import Prize, PrizeUnit
from promotions.querysets import AwardQuerySet

# from a state to those that may follow
AWARD_TRANSITIONS = {
    AwardState.WON: (AwardState.CLAIMED, AwardState.FORFEITED, AwardState.DISQUALIFIED),
    AwardState.CLAIMED: (AwardState.VERIFIED, AwardState.FORFEITED, AwardState.DISQUALIFIED),
    AwardState.VERIFIED: (AwardState.FULFILLED, AwardState.FORFEITED, AwardState.DISQUALIFIED),
    AwardState.FULFILLED: (),
    AwardState.FORFEITED: (),
    AwardState.DISQUALIFIED: (),
}


class Play(UUIDModel):
    """One attempt, made by redeeming one token. Append-only: its result never changes."""

    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="plays",
        db_constraint=False,
    )
    # each with the organization, by foreign keys of both columns (migration 0002)
    game = models.ForeignKey(
        Game, db_index=False, on_delete=models.PROTECT, related_name="plays", db_constraint=False
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="plays",
        db_constraint=False,
    )
    revision = models.ForeignKey(
        CampaignRevision, db_index=False, on_delete=models.PROTECT, related_name="plays"
    )
    result = models.CharField(max_length=10, choices=PlayResult.choices)
    unit = models.OneToOneField(PrizeUnit, null=True, on_delete=models.PROTECT, related_name="play")
    played_at = models.DateTimeField()
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="plays"
    )
    request_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-played_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(result=PlayResult.WON, unit__isnull=False)
                | models.Q(result=PlayResult.LOST, unit__isnull=True),
                name="play_won_iff_unit",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-played_at", "-id"], name="play_newest_of_organization"
            ),
            models.Index(fields=["game", "-played_at", "-id"], name="play_newest_of_game"),
            models.Index(
                fields=["participant", "-played_at", "-id"], name="play_newest_of_participant"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="play_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.result} {self.played_at:%Y-%m-%d %H:%M:%S}"


class Award(UUIDModel):
    """The record that a play, or an entry of a drawing, won a unit. Never deleted."""

    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="awards",
        db_constraint=False,
    )
    play = models.OneToOneField(Play, null=True, on_delete=models.PROTECT, related_name="award")
    drawn_entry = models.OneToOneField(
        DrawnEntry, null=True, on_delete=models.PROTECT, related_name="award"
    )
    # of a drawing only: a play names its unit itself
    unit = models.OneToOneField(
        PrizeUnit, null=True, on_delete=models.PROTECT, related_name="award"
    )
    prize = models.ForeignKey(
        Prize, db_index=False, on_delete=models.PROTECT, related_name="awards"
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="awards",
        db_constraint=False,
    )
    state = models.CharField(max_length=20, choices=AwardState.choices, default=AwardState.WON)
    won_at = models.DateTimeField()
    claim_by = models.DateTimeField(null=True)
    # the how-manieth win of this prize by this participant, and how many the prize allowed then
    win_number = models.PositiveIntegerField()
    wins_allowed = models.PositiveIntegerField(null=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ("-won_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=AwardState.values), name="award_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(play__isnull=False, drawn_entry__isnull=True, unit__isnull=True)
                | models.Q(play__isnull=True, drawn_entry__isnull=False, unit__isnull=False),
                name="award_of_play_or_drawing",
            ),
            models.CheckConstraint(
                condition=models.Q(claim_by__isnull=True)
                | models.Q(claim_by__gt=models.F("won_at")),
                name="award_claim_period_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(wins_allowed__isnull=True)
                | models.Q(win_number__lte=models.F("wins_allowed")),
                name="award_within_wins_allowed",
            ),
            models.UniqueConstraint(
                fields=["participant", "prize", "win_number"],
                condition=models.Q(wins_allowed__isnull=False),
                name="award_win_number_unique",
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-won_at", "-id"], name="award_newest_of_organization"
            ),
            models.Index(fields=["participant", "prize"], name="award_of_participant_and_prize"),
            models.Index(
                fields=["claim_by"],
                condition=models.Q(state=AwardState.WON, claim_by__isnull=False),
                name="award_overdue",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="award_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="award_state_moves_forward",
                field="state",
                transitions=[
                    (source.value, target.value)
                    for source, targets in AWARD_TRANSITIONS.items()
                    for target in targets
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.won_at:%Y-%m-%d %H:%M:%S}"

    def won_under(self) -> tuple[UUID, UUID]:
        """Return the game and the revision whose prize it is; with what won it at hand."""
        won = self.drawn_entry.drawing if self.drawn_entry else self.play
        return won.game_id, won.revision_id  # type: ignore[union-attr]  # one of the two


class AwardEvent(UUIDModel):
    """A transition of an award: who moved it, from where to where, and why."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="events")
    from_state = models.CharField(max_length=20, choices=AwardState.choices)
    to_state = models.CharField(max_length=20, choices=AwardState.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("happened_at", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(reason=""), name="award_event_has_reason"),
        )
        triggers = (
            pgtrigger.Protect(
                name="award_event_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
