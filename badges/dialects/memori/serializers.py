"""The names on the wire; as in ASP.NET Core, those of a request may be in any case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """Text that may be left out, be null or be empty; a number is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            default="", allow_null=True, allow_blank=True, trim_whitespace=False, **kwargs
        )

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Request(serializers.Serializer[Any]):
    def to_internal_value(self, data: Any) -> dict[str, str]:
        fields = {name.lower(): name for name in self.get_fields()}
        named = {fields[name.lower()]: data[name] for name in data if name.lower() in fields}
        given: dict[str, str | None] = super().to_internal_value(named)
        return {name: value or "" for name, value in given.items()}


class MemoriLoginRequest(Request):
    tenant = Text(help_text="The organization's name in addresses.")
    userName = Text(source="user_name")
    eMail = Text(source="email", help_text="Taken where there is no userName.")
    password = Text(write_only=True)


class MemoriAssignmentRequest(Request):
    refId = Text(
        source="reference",
        help_text="The id of an outcome that was processed before, or a participant's source_id.",
    )
    outcome = Text(help_text="The outcome's code.")
    badgeUrl = Text(source="badge_url", help_text="http or https.")


class Milliseconds(serializers.DateTimeField):
    """``2025-07-23T11:26:25.978Z``."""

    def to_representation(self, value: datetime) -> str:
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"


class NullableText(serializers.CharField):
    """Empty text is null on the wire."""

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


class MemoriBadge(serializers.Serializer[Any]):
    """An assignment, which is what a user calls his badge."""

    badgeID = serializers.UUIDField(source="pk")
    date = Milliseconds(source="assigned_at")
    name = serializers.CharField(source="badge.name")
    description = NullableText(source="badge.description", allow_null=True)
    imageURL = NullableText(source="badge.image_url", allow_null=True)
    tags = serializers.ListField(child=serializers.CharField(), source="badge.tags")
    issuerName = NullableText(source="badge.issuer_name", allow_null=True)
    issuerDescription = NullableText(source="badge.issuer_description", allow_null=True)
    issuerEmail = NullableText(source="badge.issuer_email", allow_null=True)
    issuerURL = NullableText(source="badge.issuer_url", allow_null=True)


class MemoriUser(serializers.Serializer[Any]):
    tenant = serializers.CharField(source="participant.organization.slug")
    userID = serializers.CharField(source="participant.source_id")
    userName = NullableText(source="profile.user_name", allow_null=True)
    eMail = NullableText(source="profile.email", allow_null=True)


class BadgesPayload(serializers.Serializer[Any]):
    badges = MemoriBadge(many=True)


class BadgePayload(serializers.Serializer[Any]):
    badge = MemoriBadge()


class LoginPayload(serializers.Serializer[Any]):
    token = serializers.CharField()
    user = MemoriUser(source="*")


class MemoriAnswer(serializers.Serializer[Any]):
    requestID = serializers.IntegerField(source="number")
    requestDateTime = Milliseconds(source="at")
    resultCode = serializers.IntegerField(source="code")
    resultMessage = serializers.CharField(source="text")


class MemoriBadgesAnswer(BadgesPayload, MemoriAnswer):
    pass


class MemoriBadgeAnswer(BadgePayload, MemoriAnswer):
    pass


class MemoriLoginAnswer(LoginPayload, MemoriAnswer):
    pass


def problem_members(
    *, kind: str, title: str, status: int, errors: Mapping[str, Any], trace_id: str
) -> dict[str, Any]:
    """Return the members of a problem as ASP.NET Core orders them."""
    wrong = {"errors": errors} if errors else {}
    return {"type": kind, "title": title, "status": status, **wrong, "traceId": trace_id}


# what the OpenAPI document shows
BASE_EXAMPLE = {
    "requestID": 4711, "requestDateTime": "2026-05-04T09:30:00.123Z",
    "resultCode": 0, "resultMessage": "Ok",
}  # fmt: skip
BADGE_EXAMPLE = {
    "badgeID": "019a9c3e-52c1-7d3c-9f60-2b8f6f1d7a10", "date": "2026-05-01T18:00:00.000Z",
    "name": "First cup", "description": "For the first cup of coffee.",
    "imageURL": "https://example.org/first-cup.png", "tags": ["coffee"],
    "issuerName": "Example Coffee", "issuerDescription": None, "issuerEmail": None,
    "issuerURL": "https://example.org/",
}  # fmt: skip
LOGIN_EXAMPLE = {
    "token": "tms_4V1bZ0m2qk3Tn7YxO8cJ5dRwEhUaLsPgKfIiMzXvBtQ",
    "user": {
        "tenant": "coffee", "userID": "customer-4711", "userName": "ada", "eMail": "a@example.org",
    },
}  # fmt: skip
LOGIN_REQUEST_EXAMPLE = {"tenant": "coffee", "userName": "ada", "password": "…"}
ASSIGNMENT_EXAMPLE = {
    "refId": "customer-4711", "outcome": "first-cup", "badgeUrl": "https://example.org/first-cup",
}  # fmt: skip
