import secrets

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now

from identities.models.base import UUIDModel
from identities.models.encryption import EncryptedTextField
from identities.models.history import track_configuration

currency_validator = RegexValidator(r"^[A-Z]{3}\Z", "An ISO 4217 code: three capital letters.")


def new_signing_secret() -> str:
    """Return a fresh secret of 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


@track_configuration(exclude=["signing_secret", "previous_signing_secret"])
class Organization(UUIDModel):
    """A tenant. Everything belongs to one; nothing crosses. Its id is the partner's GUID."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=50, help_text="The tenant's name at participants' login.")
    is_enabled = models.BooleanField(
        default=True, help_text="While off, none of its API keys is accepted."
    )
    currencies = ArrayField(
        models.CharField(max_length=3, validators=[currency_validator]),
        default=list,
        blank=True,
        help_text="ISO 4217 codes, separated by commas.",
    )
    signing_secret = EncryptedTextField(default=new_signing_secret, editable=False)
    previous_signing_secret = EncryptedTextField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["slug"], name="organization_slug_unique"),)

    def __str__(self) -> str:
        return self.name
