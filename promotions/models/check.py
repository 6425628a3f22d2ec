import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from identities.models import UUIDModel


class InvariantCheck(UUIDModel):
    """What a check of invariants found: of all of them, or of those that somebody asked for.

    *broken* has a member for each invariant that some rows break: how many, and the first of them
    as pairs of id and detail.
    """

    checked_at = models.DateTimeField(db_default=Now(), editable=False)
    # none: the periodic job
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    invariants = ArrayField(models.CharField(max_length=100))
    broken = models.JSONField(default=dict)

    class Meta:
        ordering = ("-checked_at", "-id")
        indexes = (models.Index(fields=["-checked_at", "-id"], name="invariant_check_newest"),)
        triggers = (
            pgtrigger.Protect(
                name="invariant_check_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        )

    def __str__(self) -> str:
        return f"Check of {self.checked_at:%Y-%m-%d %H:%M} UTC"
