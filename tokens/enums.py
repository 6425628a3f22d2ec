"""The words of tokens, as stored, sent and logged."""

from django.db import models


class TokenState(models.TextChoices):
    """States that are stored; an issued token past ``expires_at`` is expired by the clock."""

    ISSUED = "issued", "Issued"
    REDEEMED = "redeemed", "Redeemed"
    VOIDED = "voided", "Voided"
