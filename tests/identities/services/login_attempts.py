"""Accounts, and attempts to log in to them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.db import connection

from identities.enums import Channel
from identities.models import Organization, Profile
from identities.services.logins import Login, LoginRefused, log_in
from tests.factories.identities import ProfileFactory

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LOCKOUT = timedelta(minutes=15)
PASSWORD = "correct horse"


class WatchingHasher(MD5PasswordHasher):
    """Fast, and remembers for each use whether a transaction was open."""

    algorithm = "watching"
    uses: list[bool] = []

    def encode(self, password: str, salt: str) -> str:
        self.uses.append(connection.in_atomic_block)
        return super().encode(password, salt)


def account(**members: Any) -> Profile:
    members = {"user_name": "Ada", "email": "ada@example.test", **members}
    members.setdefault("password", make_password(PASSWORD))
    profile: Profile = ProfileFactory(**members)
    return profile


def attempt(
    organization: Organization, name: str = "ada", password: str = PASSWORD, **others: Any
) -> Login:
    arguments = {
        "tenant": organization.slug,
        "channel": Channel.MEMORI,
        "at": AT,
        "lifetime": timedelta(hours=12),
        "failures_maximum": 5,
        "lockout": LOCKOUT,
        **others,
    }
    return log_in(name=name, password=password, **arguments)


def fail(organization: Organization, times: int = 1, **others: Any) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused):
            attempt(organization, password="wrong", **others)
