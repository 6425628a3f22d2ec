"""The OpenAPI document, beyond what views and serializers say by themselves."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "identities.api.authentication.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "tmb_<prefix>_<secret>"}


class PlatformSchema(AutoSchema):
    pass


def describe_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    return result
