"""Which passwords a participant may be given."""

from __future__ import annotations

from functools import cache

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    validate_password,
)
from django.core.exceptions import ValidationError

from identities.models import Profile

MINIMUM_LENGTH = 8
NAMES = ("user_name", "email")


def check_new_password(*, password: str, profile: Profile) -> None:
    """Raise Django's ``ValidationError``, by field, for a password that is soon guessed.

    Too short, among the most common, or much like a name that *profile* logs in with; a profile
    without such a name can't have one.
    """
    if not any(getattr(profile, name) for name in NAMES):
        raise ValidationError({"password": ["It needs a user name or an e-mail address."]})
    try:
        # Django's stubs know its own users only
        validate_password(password, profile, _validators())  # type: ignore[arg-type]
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from None


# one of them reads a list of 20,000 passwords
@cache
def _validators() -> list[object]:
    return [
        MinimumLengthValidator(MINIMUM_LENGTH),
        CommonPasswordValidator(),
        UserAttributeSimilarityValidator(NAMES),
    ]
