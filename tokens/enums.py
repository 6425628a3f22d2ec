"""The words of tokens, as stored, sent and logged."""

from django.db import models


class TokenState(models.TextChoices):
    """States that are stored."""

    ISSUED = "issued", "Issued"
    REDEEMED = "redeemed", "Redeemed"
    VOIDED = "voided", "Voided"


class TokenPhase(models.TextChoices):
    """What a token is at an instant: the stored state, and the clock for issued ones."""

    ISSUED = "issued", "Issued"
    EXPIRED = "expired", "Expired"
    REDEEMED = "redeemed", "Redeemed"
    VOIDED = "voided", "Voided"
