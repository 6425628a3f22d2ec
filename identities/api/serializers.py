"""What requests and answers consist of: types and lengths, never rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from rest_framework import serializers

from identities.api.instants import parse_instant
from identities.enums import ParticipantKind, ParticipantState
from identities.services.participants import PROFILE_MEMBERS, LoginData, ProfileData
from identities.services.source_ids import is_usable_source_id


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses members that it does not know."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        writable = {name for name, field in self.fields.items() if not field.read_only}
        errors: dict[str, Any] = {
            name: ["There is no such member."] for name in data if name not in writable
        }
        values = None
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            errors = {**cast("dict[str, Any]", error.detail), **errors}
        if errors:
            raise serializers.ValidationError(errors)
        return values


class TextField(serializers.CharField):
    """Text as it was sent: numbers are none, and nothing is trimmed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class SourceIdField(TextField):
    """What an organization calls something: it is seen, and can be part of a path."""

    default_error_messages = {
        "unusable": "Neither . nor .., no control characters, and more than white space."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not is_usable_source_id(text):
            self.fail("unusable")
        return text


class WholeNumberField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class InstantField(serializers.DateTimeField):
    """RFC 3339, with its offset; answered in UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return parse_instant(value if isinstance(value, str) else "")
        except ValueError:
            self.fail("invalid", format="YYYY-MM-DDThh:mm:ssZ")


class ParticipantRequest(StrictSerializer):
    source_id = SourceIdField()
    kind = serializers.ChoiceField(ParticipantKind.choices, required=False)
    currency = TextField(required=False, allow_blank=True, max_length=3)
    first_name = TextField(required=False, allow_blank=True, max_length=100)
    last_name = TextField(required=False, allow_blank=True, max_length=100)
    email = TextField(required=False, allow_blank=True, max_length=254)
    phone = TextField(required=False, allow_blank=True, max_length=50)
    birth_on = serializers.DateField(required=False, allow_null=True)
    age = WholeNumberField(required=False, allow_null=True, min_value=0, max_value=150)
    country = TextField(required=False, allow_blank=True, max_length=2)
    language = TextField(required=False, allow_blank=True, max_length=20)
    address = TextField(required=False, allow_blank=True, max_length=300)
    city = TextField(required=False, allow_blank=True, max_length=100)
    region = TextField(required=False, allow_blank=True, max_length=100)
    postal_code = TextField(required=False, allow_blank=True, max_length=20)

    user_name = TextField(required=False, allow_blank=True, max_length=150)
    password = TextField(
        required=False,
        allow_blank=True,
        max_length=200,
        write_only=True,
        help_text="8 characters at least. It is never answered.",
    )

    def profile(self) -> ProfileData:
        given: dict[str, Any] = self.validated_data
        return ProfileData(**{name: given[name] for name in PROFILE_MEMBERS if name in given})

    def login(self) -> LoginData:
        given: dict[str, Any] = self.validated_data
        return LoginData(given.get("user_name", ""), given.get("password", ""))


class ParticipantAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    source_id = serializers.CharField()
    kind = serializers.ChoiceField(ParticipantKind.choices)
    currency = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(ParticipantState.choices)
    created_at = serializers.DateTimeField()
    first_name = serializers.CharField(allow_blank=True)
    last_name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    birth_on = serializers.DateField(allow_null=True)
    age = serializers.IntegerField(
        allow_null=True, help_text="As it was stated; the date of birth decides who may play."
    )
    country = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    city = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    postal_code = serializers.CharField(allow_blank=True)
    user_name = serializers.CharField(allow_blank=True)


class Shown:
    """A row, with what an answer shows in the place of some of its attributes."""

    def __init__(self, row: object, **shown: Any) -> None:
        self.__dict__.update(shown)
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)
