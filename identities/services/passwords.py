"""Passwords of participants: which may be given, and giving a new one."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.db import transaction

from identities.models import Participant, Profile
from identities.services.logins import close_sessions

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


def set_password(*, participant: Participant, password: str, at: datetime) -> int:
    """Give a participant who can log in a new password; return how many sessions were closed.

    Only a hash of it is stored. Every open session ends, as the old password may be in other hands;
    names that are locked stay so. Raises Django's ``ValidationError``, by field, as
    ``check_new_password`` does, and where nothing is known to log in with.
    """
    profile = Profile.objects.filter(participant=participant).first() or Profile()
    check_new_password(password=password, profile=profile)
    hashed = make_password(password)
    with transaction.atomic():
        # before the sessions are looked for: a login holds the profile while it opens one
        Profile.objects.filter(pk=profile.pk).update(password=hashed)
        return close_sessions(participant=participant, at=at)


# one of them reads a list of 20,000 passwords
@cache
def _validators() -> list[object]:
    return [
        MinimumLengthValidator(MINIMUM_LENGTH),
        CommonPasswordValidator(),
        UserAttributeSimilarityValidator(NAMES),
    ]
