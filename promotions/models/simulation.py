from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from identities.models import UUIDModel
from promotions.enums import SimulationState
from promotions.models.game import Game
from promotions.querysets import SimulationQuerySet

UNFINISHED = (SimulationState.QUEUED, SimulationState.RUNNING)


class Simulation(UUIDModel):
    """What a game's odds would come to: many runs of its whole campaign, played by a job.

    ``inputs`` has all that a run follows from besides ``seed``: the game's rules as they were, and
    the plays that are expected. The same inputs and seed come to the same ``result``.
    """

    game = models.ForeignKey(Game, on_delete=models.CASCADE, related_name="simulations")
    inputs = models.JSONField()
    seed = models.CharField(max_length=32)
    state = models.CharField(
        max_length=10, choices=SimulationState.choices, default=SimulationState.QUEUED
    )
    runs = models.PositiveIntegerField()
    runs_done = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    reason = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=SimulationState.values), name="simulation_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(runs_done__lte=models.F("runs"), runs__gte=1),
                name="simulation_runs_done_within_runs",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SimulationState.DONE, result__isnull=False)
                | (~models.Q(state=SimulationState.DONE) & models.Q(result__isnull=True)),
                name="simulation_result_iff_done",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~models.Q(state__in=UNFINISHED) & models.Q(finished_at__isnull=False)),
                name="simulation_finished_unless_unfinished",
            ),
            models.UniqueConstraint(
                fields=["game"],
                condition=models.Q(state__in=UNFINISHED),
                name="simulation_unfinished_once_per_game",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.runs_done:,} of {self.runs:,}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def percent(self) -> int:
        """Return how far it is, in whole percent."""
        return 100 * self.runs_done // self.runs
