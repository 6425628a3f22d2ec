"""Accounts: what the profile of somebody who registered is unique under in the organization."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from identities.models import Organization, Participant, Profile

SEPARATORS = str.maketrans("", "", " -./()")
PHONE = re.compile(r"\+?([0-9]{7,15})")


class PhoneMalformed(Exception):
    """A phone number has 7 to 15 digits (ITU-T E.164), and may have a plus sign before them."""


class AccountNotFound(Exception):
    """The organization has no account under this key."""


def normalize_phone(text: str) -> str:
    """Return the phone number that *text* means: a plus sign and digits.

    Raises ``PhoneMalformed``.
    """
    match = PHONE.fullmatch(text.translate(SEPARATORS))
    if match is None:
        raise PhoneMalformed(text)
    return f"+{match[1]}"


# what may be a key, the first that is given; and when two of them are the same
KEYS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"email": str.lower, "user_name": str.lower, "mobile_phone": normalize_phone}
)


def account_key_of(*, email: str = "", user_name: str = "", mobile_phone: str = "") -> str | None:
    """Return what makes an account unique: the first that is given, or None for none.

    Raises ``PhoneMalformed``.
    """
    given = {"email": email, "user_name": user_name, "mobile_phone": mobile_phone}
    return next((f"{kind}:{same(given[kind])}" for kind, same in KEYS.items() if given[kind]), None)


def find_account(*, organization: Organization, kind: str, value: str) -> Participant:
    """Return the participant whose account was opened under *value*, one of ``KEYS``.

    A user name is found whatever the account was opened under. Raises ``AccountNotFound``.
    """
    profiles = Profile.objects.filter(organization=organization).select_related("participant")
    found = _under(profiles, kind, value).first()
    if found is None:
        raise AccountNotFound
    return found.participant


def _under(profiles: QuerySet[Profile], kind: str, value: str) -> QuerySet[Profile]:
    if kind not in KEYS or not value:
        raise AccountNotFound
    if kind == "user_name":
        named = profiles.exclude(user_name="").annotate(name=Lower("user_name"))
        return named.filter(name=Lower(Value(value)))
    try:
        return profiles.filter(account_key=account_key_of(**{kind: value}))
    except PhoneMalformed:
        raise AccountNotFound from None
