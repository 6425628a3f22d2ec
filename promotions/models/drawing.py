"""Drawings: entries, and what was drawn among them after the end."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from identities.enums import Channel
from identities.models import ApiClient, Organization, Participant, UUIDModel
from promotions.models.campaign import CampaignRevision
from promotions.models.game import Game, Seal
from promotions.models.publication import refuse_new

# the lock that conflicts with a drawing's: an entry waits for a drawing that is being made
LOCK_GAME = "PERFORM 1 FROM promotions_game WHERE id = NEW.game_id FOR KEY SHARE;"
GAME_DRAWN = "EXISTS (SELECT FROM promotions_drawing WHERE game_id = NEW.game_id)"
GAME_NOT_OVER = """NOT EXISTS (
    SELECT FROM promotions_game AS game
    JOIN promotions_gamerevision AS published ON published.id = game.published_id
    WHERE game.id = NEW.game_id AND game.kind = 'drawing'
        AND published.revision_id = NEW.revision_id AND published.seal_id = NEW.seal_id
        AND published.ends_at <= least(NEW.drawn_at, clock_timestamp())
)"""


class Entry(UUIDModel):
    """A participant's entry of a drawing. Append-only; none comes after the drawing."""

    organization = models.ForeignKey(
        Organization,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="entries",
        db_constraint=False,
    )
    # each with the organization, by foreign keys of both columns (migration 0011)
    game = models.ForeignKey(
        Game, db_index=False, on_delete=models.PROTECT, related_name="entries", db_constraint=False
    )
    participant = models.ForeignKey(
        Participant,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="entries",
        db_constraint=False,
    )
    revision = models.ForeignKey(
        CampaignRevision, db_index=False, on_delete=models.PROTECT, related_name="entries"
    )
    source_id = models.CharField(max_length=200, null=True)  # noqa: DJ001 - unique where given
    entered_at = models.DateTimeField()
    channel = models.CharField(max_length=20, choices=Channel.choices)
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="entries"
    )
    request_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-entered_at", "-id")
        verbose_name_plural = "entries"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "source_id"], name="entry_source_id_unique"
            ),
        )
        indexes = (
            models.Index(
                fields=["organization", "-entered_at", "-id"], name="entry_newest_of_organization"
            ),
            models.Index(fields=["game", "-entered_at", "-id"], name="entry_newest_of_game"),
            models.Index(
                fields=["participant", "-entered_at", "-id"], name="entry_newest_of_participant"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="entry_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_new("entry_before_drawing", GAME_DRAWN, locking=LOCK_GAME),
        )

    def __str__(self) -> str:
        return f"{self.entered_at:%Y-%m-%d %H:%M:%S}"


class Drawing(UUIDModel):
    """The one drawing of a game: what was drawn from, by which seal, when and by whom.

    ``entries_sha256`` commits to the list of all entries; ``passed_over`` holds the ids of the
    participants who were blocked or erased then. ``docs/sealed-schedules.md`` says how winners
    follow from it. Never changes.
    """

    game = models.OneToOneField(Game, on_delete=models.PROTECT, related_name="drawing")
    revision = models.ForeignKey(
        CampaignRevision, db_index=False, on_delete=models.PROTECT, related_name="drawings"
    )
    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, related_name="drawing")
    entries_count = models.PositiveIntegerField()
    participants_count = models.PositiveIntegerField()
    passed_over = ArrayField(models.UUIDField())
    entries_sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drawings"
    )

    class Meta:
        ordering = ("-drawn_at", "-id")
        triggers = (
            pgtrigger.Protect(
                name="drawing_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_new("drawing_after_the_end", GAME_NOT_OVER),
        )

    def __str__(self) -> str:
        return f"{self.drawn_at:%Y-%m-%d %H:%M:%S}"


class DrawnEntry(UUIDModel):
    """An entry that was drawn: the first ranks win, in the order of prizes; the rest wait."""

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="drawn_entries")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="drawn")
    rank = models.PositiveIntegerField()

    class Meta:
        ordering = ("drawing", "rank")
        verbose_name_plural = "drawn entries"
        constraints = (
            models.UniqueConstraint(fields=["drawing", "rank"], name="drawn_entry_rank_unique"),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="drawn_entry_rank_from_1"),
        )
        triggers = (
            pgtrigger.Protect(
                name="drawn_entry_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"#{self.rank}"


class Replacement(UUIDModel):
    """An alternate in the place of a winner: who replaced whom, and why. Never changes."""

    replaced = models.OneToOneField(
        DrawnEntry, on_delete=models.PROTECT, related_name="replacement"
    )
    alternate = models.OneToOneField(DrawnEntry, on_delete=models.PROTECT, related_name="replaces")
    reason = models.CharField(max_length=500)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    client = models.ForeignKey(
        ApiClient, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("replaced_at", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(reason=""), name="replacement_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(replaced=models.F("alternate")),
                name="replacement_by_another",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="replacement_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        return f"{self.alternate} for {self.replaced}"
