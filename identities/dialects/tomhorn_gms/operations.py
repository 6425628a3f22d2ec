"""The vendor's operations, the same by REST and by SOAP: each is one service call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from identities.dialects.tomhorn_gms import serializers as forms
from identities.dialects.tomhorn_gms.parsers import Members
from identities.dialects.tomhorn_gms.results import INPUT, Code, InputRefused
from identities.enums import Channel
from identities.services.participants import find_participant
from identities.services.registration import register_participant
from identities.services.sessions import close_session, find_session_by_number, open_session

if TYPE_CHECKING:
    from identities.models import Organization, Participant, ParticipantSession

GMS = Channel.TOMHORN_GMS


@dataclass(frozen=True, slots=True)
class Call:
    """What an organization asked for. Made again with the same *id* and *at* it is done once."""

    organization: Organization
    values: Mapping[str, Any]
    id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    request: type[forms.SignedRequest]
    answer: type[forms.Answer]
    perform: Callable[[Call], Participant | ParticipantSession]

    def read(self, members: Members) -> forms.SignedRequest:
        """Return the request that *members* are, or raise ``InputRefused``.

        Of several faults the one with the lowest code is told: missing, wrong, too long.
        """
        asked = self.request(data=members.values)
        asked.is_valid()
        faults = {
            INPUT.get(error.code, Code.WRONG_INPUT)
            for errors in asked.errors.values()
            for error in errors
        }
        if not members.conform:
            faults.add(Code.WRONG_INPUT)
        if faults:
            raise InputRefused(min(faults))
        return asked


def create_identity(call: Call) -> Participant:
    """Who is given a password can log in, under the identity's name."""
    name, password = call.values["source_id"], call.values["password"]
    return register_participant(
        organization=call.organization,
        participant_id=call.id,
        source_id=name,
        kind=forms.KINDS.get(call.values["kind"], ""),
        parent=call.values["parent"],
        currency=call.values["currency"],
        user_name=name if password else "",
        password=password,
    )


def get_identity(call: Call) -> Participant:
    return find_participant(organization=call.organization, source_id=call.values["source_id"])


def create_session(call: Call) -> ParticipantSession:
    return open_session(
        organization=call.organization,
        participant=call.values["source_id"],
        channel=GMS,
        at=call.at,
        lifetime=timedelta(hours=settings.PARTICIPANT_SESSION_HOURS),
        session_id=call.id,
    )


def end_session(call: Call) -> ParticipantSession:
    number = call.values["number"]
    return close_session(organization=call.organization, number=number, channel=GMS, at=call.at)


def get_session(call: Call) -> ParticipantSession:
    number = call.values["number"]
    return find_session_by_number(organization=call.organization, number=number, channel=GMS)


CREATE_IDENTITY = Operation(
    "CreateIdentity", forms.CreateIdentityRequest, forms.IdentityAnswer, create_identity
)
GET_IDENTITY = Operation("GetIdentity", forms.NamedRequest, forms.IdentityAnswer, get_identity)
CREATE_SESSION = Operation("CreateSession", forms.NamedRequest, forms.SessionAnswer, create_session)
CLOSE_SESSION = Operation("CloseSession", forms.SessionRequest, forms.SessionAnswer, end_session)
GET_SESSION = Operation("GetSession", forms.SessionRequest, forms.SessionAnswer, get_session)
OPERATIONS = {
    operation.name: operation
    for operation in (CREATE_IDENTITY, GET_IDENTITY, CREATE_SESSION, CLOSE_SESSION, GET_SESSION)
}
