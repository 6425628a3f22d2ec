"""What the vendor's members are called, and the forms that they have (tomhorn-gms.md)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.fields import empty

from identities.dialects.tomhorn_gms.parsers import Numeral
from identities.enums import ParticipantKind, ParticipantState

GUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z"
NAME = r"^[a-zA-Z0-9._-]+\Z"
LONG = re.compile(r"0|-?[1-9][0-9]{0,18}")
LONGS = range(-(2**63), 2**63)
# decided by us: the kinds that there are, and what a session is called that is not closed
KINDS = {
    "": ParticipantKind.PLAYER,
    "integration.player": ParticipantKind.PLAYER,
    "integration.branch": ParticipantKind.BRANCH,
}
OPEN, CLOSED = "Open", "Closed"


class TextField(serializers.CharField):
    """Text as it was sent: numbers are none, and nothing is trimmed, as all of it is signed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or isinstance(data, Numeral):
            self.fail("invalid")
        return data


class PatternField(TextField, serializers.RegexField):
    pass


class OptionalTextField(TextField):
    """Text that may be missing or null, which is the empty text then."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True, default="", **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation("" if data is None else data)


class LongField(serializers.CharField):
    """A whole number of 64 bits; in JSON a text of its digits does too."""

    def to_internal_value(self, data: Any) -> int:  # type: ignore[override]  # no text
        text = data.strip() if isinstance(data, str) else ""
        if not LONG.fullmatch(text) or int(text) not in LONGS:
            self.fail("invalid")
        return int(text)


class SignedRequest(serializers.Serializer[Any]):
    """A request of a partner, who signed the values of *signed*, in our words, after its id."""

    signed: ClassVar[tuple[str, ...]]
    partnerID = PatternField(regex=GUID, source="organization_id")
    sign = TextField(max_length=64, source="signature")

    @property
    def signed_text(self) -> str:
        names = ("organization_id", *self.signed)
        return "".join(str(self.validated_data[name]) for name in names)


class CreateIdentityRequest(SignedRequest):
    signed = ("source_id", "currency", "parent", "kind", "password")
    name = PatternField(regex=NAME, max_length=48, source="source_id")
    displayName = OptionalTextField(max_length=256, help_text="Not in use.")
    currency = TextField(max_length=3, help_text="ISO 4217.")
    parent = OptionalTextField(max_length=48)  # type: ignore[assignment]  # no serializer's parent
    type = OptionalTextField(max_length=32, source="kind")
    password = OptionalTextField(max_length=256)
    details = OptionalTextField(max_length=1024, help_text="Not in use.")


class NamedRequest(SignedRequest):
    signed = ("source_id",)
    name = PatternField(regex=NAME, max_length=48, source="source_id")


class SessionRequest(SignedRequest):
    signed = ("number",)
    sessionID = LongField(source="number")


class IdentityData(serializers.Serializer[Any]):
    Name = serializers.CharField(source="source_id")
    State = serializers.SerializerMethodField(method_name="state")

    def state(self, participant: Any) -> int:
        return int(participant.state == ParticipantState.ACTIVE)


class SessionData(serializers.Serializer[Any]):
    """A session, seen at the instant *at* of the context."""

    End = serializers.SerializerMethodField(method_name="end")
    ID = serializers.IntegerField(source="number")
    Name = serializers.CharField(source="participant.source_id")
    Start = serializers.SerializerMethodField(method_name="start")
    State = serializers.SerializerMethodField(method_name="state")

    def end(self, session: Any) -> str | None:
        ended = session.ended_at(at=self.context["at"])
        return ended and written(ended)

    def start(self, session: Any) -> str:
        return written(session.created_at)

    def state(self, session: Any) -> str:
        return CLOSED if session.ended_at(at=self.context["at"]) else OPEN


class Answer(serializers.Serializer[Any]):
    """A ``Result``, its members in the order of the schema."""

    Code = serializers.IntegerField(source="code")
    Message = serializers.CharField(source="code.message", allow_null=True)


class IdentityAnswer(Answer):
    Identity = IdentityData(source="subject", allow_null=True)


class SessionAnswer(Answer):
    Session = SessionData(source="subject", allow_null=True)


def written(at: datetime) -> str:
    """Return an instant in UTC as the vendor writes it: without zone or trailing zeros."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat()
    return text.rstrip("0").rstrip(".") if "." in text else text
