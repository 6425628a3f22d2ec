import hmac
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def keyring() -> MultiFernet:
    """Return the installation's keys: the first of ``ENCRYPTION_KEYS`` encrypts, all decrypt."""
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def derived_keys(purpose: str) -> list[bytes]:
    """Return a key for *purpose* from each of the installation's keys, newest first, 32 bytes."""
    return [
        hmac.digest(urlsafe_b64decode(key), purpose.encode(), "sha256")
        for key in settings.ENCRYPTION_KEYS
    ]


if TYPE_CHECKING:
    TextField = models.TextField[str | None, str | None]
else:
    TextField = models.TextField


class EncryptedTextField(TextField):
    """Text that is encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA-256).

    Raises ``cryptography.fernet.InvalidToken`` on reading what none of the keys can decrypt.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return text if text is None else keyring().encrypt(text.encode()).decode()

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value if value is None else keyring().decrypt(value.encode()).decode()
