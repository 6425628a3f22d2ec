"""Logins of participants: passwords, the sessions that they open, and who guesses at them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.db.models import BinaryField, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from identities.enums import Channel, ParticipantState
from identities.models import LoginFailure, Organization, Participant, ParticipantSession, Profile
from identities.services.metrics import count_login
from identities.services.session_tokens import (
    SessionNotFound,
    find_token_session,
    open_token_session,
)

TOKEN = re.compile(r"tms_[A-Za-z0-9_-]{43}")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Login:
    """A session just opened, with its token in clear: the only time that it can be read."""

    session: ParticipantSession
    token: str = field(repr=False)
    participant: Participant
    profile: Profile


class TenantNotFound(Exception):
    """No organization of this slug takes logins."""


class LoginRefused(Exception):
    """Name and password don't lead to an account that may log in; which of them is not told."""


class TooManyAttempts(Exception):
    """Logins under this name failed too often; until *retry_at* none is tried."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at)
        self.retry_at = retry_at


class LoginName(Func):
    """What failures under a name are counted by; its SQL is in sql/login_attempts.sql."""

    function = "login_name_sha256_v1"
    output_field = BinaryField()


def log_in(
    *,
    tenant: str,
    name: str,
    password: str,
    channel: Channel,
    at: datetime,
    lifetime: timedelta,
    failures_maximum: int,
    lockout: timedelta,
) -> Login:
    """Open a session of the participant who has this *name*, a user name or an e-mail address.

    *tenant* is an organization's slug. Neither answer nor time tell whether an account exists:
    a password is hashed for unknown names too, and after *failures_maximum* failures any name is
    refused until *lockout* has passed since the last one. Raises ``TenantNotFound``,
    ``TooManyAttempts`` and ``LoginRefused``: unknown name, an e-mail address of several accounts,
    no password set, a wrong one, one that is replaced at this moment, a participant who is not
    active. No transaction is open while a password is hashed.
    """
    organization = _organization(tenant)
    _reserve_attempt(organization, name, at, failures_maximum, lockout)
    profile = _account(organization, name)
    if not _is_password(profile, password) or profile is None or not _is_active(profile):
        raise _refused()
    with transaction.atomic():
        if not _is_password_unchanged(profile):
            raise _refused()
        _forget_failures(organization, name)
        login = _open_session(profile, channel, at, lifetime)
    count_login(result="opened")
    return login


def find_session(*, token: str, at: datetime, channel: Channel | None = None) -> ParticipantSession:
    """Return the open session that a login opened with this *token*.

    Raises as ``find_token_session`` does.
    """
    if not TOKEN.fullmatch(token):
        raise SessionNotFound
    return find_token_session(token=token, at=at, channel=channel)


def log_out(*, token: str, at: datetime, channel: Channel | None = None) -> None:
    """Close the session of this *token*; raises as ``find_session`` does."""
    session = find_session(token=token, at=at, channel=channel)
    open_one = ParticipantSession.objects.filter(pk=session.pk, closed_at__isnull=True)
    if not open_one.update(closed_at=at):
        raise SessionNotFound


def close_sessions(*, participant: Participant, at: datetime) -> int:
    """Close every session of the participant, of any channel; return how many were open."""
    return participant.sessions.open(at=at).update(closed_at=at)


def unlock_login(*, participant: Participant) -> int:
    """Forget the failures under the participant's names; return for how many there were any."""
    return failures_of(participant).delete()[0]


def failures_of(participant: Participant) -> QuerySet[LoginFailure]:
    """Return what is counted under the user name and the e-mail address of the participant."""
    profile = getattr(participant, "profile", None)
    names = {profile.user_name, profile.email} - {""} if profile else set()
    counted = LoginFailure.objects.filter(organization_id=participant.organization_id)
    return counted.filter(name_sha256__in=[LoginName(Value(name)) for name in names])


def _organization(slug: str) -> Organization:
    found = Organization.objects.filter(slug=_text(slug), is_enabled=True).first()
    if found is None:
        raise TenantNotFound(slug)
    return found


def _reserve_attempt(
    organization: Organization, name: str, at: datetime, maximum: int, lockout: timedelta
) -> None:
    arguments: list[Any] = [organization.pk, _text(name), at, maximum, lockout]
    # durable: taken back with somebody's transaction it would have counted nothing
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT reserve_login_attempt_v1(%s, %s, %s, %s, %s)", arguments)
        (retry_at,) = cursor.fetchone()
    if retry_at is not None:
        count_login(result="locked")
        raise TooManyAttempts(retry_at)


def _account(organization: Organization, name: str) -> Profile | None:
    """Return whose *name* it is: a user name goes before e-mail addresses, which may be shared."""
    wanted = Lower(Value(_text(name)))
    accounts = (
        Profile.objects.filter(organization=organization)
        .exclude(password="")
        .alias(lower_user_name=Lower("user_name"), lower_email=Lower("email"))
        .annotate(is_named=Q(lower_user_name=wanted) & ~Q(user_name=""))
        .filter(Q(is_named=True) | (Q(lower_email=wanted) & ~Q(email="")))
        .select_related("participant")
        .order_by("-is_named")
    )
    found = list(accounts[:2])
    if len(found) == 1 or (found and found[0].is_named):
        return found[0]
    return None


def _is_password(profile: Profile | None, password: str) -> bool:
    """Check a password, and hash it anew where the stored hash is of an older kind."""
    if profile is None:
        make_password(password)  # takes as long as a check
        return False

    def hash_anew(right: str) -> None:
        stored = Profile.objects.filter(pk=profile.pk, password=profile.password)
        hashed = make_password(right)
        if stored.update(password=hashed):
            profile.password = hashed

    return check_password(password, profile.password, hash_anew)


def _is_password_unchanged(profile: Profile) -> bool:
    """Tell whether the password is the one that was checked, and keep it until the commit."""
    same = Profile.objects.filter(pk=profile.pk, password=profile.password)
    return same.select_for_update(no_key=True).exists()


def _refused() -> LoginRefused:
    count_login(result="refused")
    return LoginRefused()


def _is_active(profile: Profile) -> bool:
    return profile.participant.state == ParticipantState.ACTIVE


def _forget_failures(organization: Organization, name: str) -> None:
    counted = LoginFailure.objects.filter(organization=organization)
    counted.filter(name_sha256=LoginName(Value(_text(name)))).delete()


def _open_session(profile: Profile, channel: Channel, at: datetime, lifetime: timedelta) -> Login:
    token = f"tms_{secrets.token_urlsafe(32)}"
    session = open_token_session(
        participant=profile.participant, token=token, channel=channel, at=at, lifetime=lifetime
    )
    return Login(session, token, profile.participant, profile)


def _text(name: str) -> str:
    """Return *name* as the database can compare it; what it can't hold is nobody's name."""
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", name)
