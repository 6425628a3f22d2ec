"""The words of badges, as sent and shown."""

from django.db import models


class AssignmentState(models.TextChoices):
    """What an assignment is: its badge is held until it is revoked."""

    HELD = "held", "Held"
    REVOKED = "revoked", "Revoked"
