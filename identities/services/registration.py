"""Registration: a participant is made for the first time, or not at all."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from iso4217 import Currency
from uuid_utils.compat import uuid7

from identities.enums import ParticipantKind
from identities.models import Organization, Participant, Profile
from identities.services.participants import ProfileData
from identities.services.passwords import check_new_password

CURRENCIES = frozenset(currency.code for currency in Currency)


class CurrencyUnknown(Exception):
    """It is no currency of ISO 4217."""


class CurrencyNotEnabled(Exception):
    """The organization has not enabled the currency."""


class KindUnknown(Exception):
    """It is no kind of participant."""


class ParentNotFound(Exception):
    """The organization has no participant of the parent's source_id."""


class ParentNotBranch(Exception):
    """Only a branch has participants below it."""


class ParticipantExists(Exception):
    """The organization has a participant of this source_id."""


class AccountExists(Exception):
    """The organization has an account under this key or user name."""


def register_participant(
    *,
    organization: Organization,
    participant_id: UUID | None = None,
    source_id: str | None = None,
    kind: str = ParticipantKind.PLAYER,
    parent: str = "",
    currency: str = "",
    profile: ProfileData | None = None,
    user_name: str = "",
    password: str = "",
    account_key: str | None = None,
    checks_password: bool = False,
) -> Participant:
    """Make a participant who was not there before, with a profile and perhaps a login.

    Without *source_id* the participant is known by his id. *parent* is a source_id. *account_key*
    is what makes the account unique in the organization, see ``Profile``. Of the password only a
    hash is stored; *checks_password* refuses what is soon guessed, see ``check_new_password``. A
    call with the same *participant_id* answers the participant that it made: whoever's connection
    died may call again.

    Raises, in this order, ``CurrencyUnknown``, ``CurrencyNotEnabled``, ``KindUnknown``,
    ``ParentNotFound``, ``ParentNotBranch``; ``ParticipantExists``, ``AccountExists``; and Django's
    ``ValidationError``, by field, for values that the models do not take.
    """
    _check_currency(organization, currency)
    if kind not in ParticipantKind.values:
        raise KindUnknown(kind)
    wanted = Participant(
        id=participant_id or uuid7(),
        organization=organization,
        kind=kind,
        parent=_parent(organization, parent),
        currency=currency,
    )
    wanted.source_id = str(wanted.pk) if source_id is None else source_id
    wanted.clean_fields(exclude=["organization", "parent"])
    account = Profile(
        participant=wanted,
        organization=organization,
        user_name=user_name,
        password=make_password(password) if password else "",
        account_key=account_key,
        **asdict(profile or ProfileData()),
    )
    account.clean_fields(exclude=["participant", "organization"])
    if password and checks_password:
        check_new_password(password=password, profile=account)
    return _store(wanted, account)


def _check_currency(organization: Organization, currency: str) -> None:
    if currency and currency not in CURRENCIES:
        raise CurrencyUnknown(currency)
    if currency:
        # of an admitted client's organization only the id is loaded
        enabled = Organization.objects.values_list("currencies", flat=True).get(pk=organization.pk)
        if currency not in enabled:
            raise CurrencyNotEnabled(currency)


def _parent(organization: Organization, source_id: str) -> Participant | None:
    if not source_id:
        return None
    parent = Participant.objects.in_organization(organization).filter(source_id=source_id).first()
    if parent is None:
        raise ParentNotFound(source_id)
    if parent.kind != ParticipantKind.BRANCH:
        raise ParentNotBranch(source_id)
    return parent


def _store(wanted: Participant, account: Profile) -> Participant:
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
            account.save(force_insert=True)
    except IntegrityError as error:
        diagnostic = getattr(error.__cause__, "diag", None)
        broken = diagnostic.constraint_name if diagnostic else None
        if broken in {"participant_source_id_unique", "identities_participant_pkey"}:
            return _made_before(wanted)
        if broken in {"profile_account_key_unique", "profile_user_name_unique"}:
            raise AccountExists from None
        raise
    return wanted


def _made_before(wanted: Participant) -> Participant:
    """Return the participant of the same id, which an earlier try of this very call has stored."""
    made = Participant.objects.filter(pk=wanted.pk, organization=wanted.organization_id).first()
    if made is None:
        raise ParticipantExists(wanted.source_id)
    return made
