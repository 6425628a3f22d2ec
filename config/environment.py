"""Reads the environment strictly: a value of the wrong form stops the start with one sentence."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BOOLEANS = {"true", "on", "yes", "y", "ok", "1", "false", "off", "no", "n", "0"}
FORMS = {bool: "true or false", int: "a whole number", list: "a list with commas"}


class Environment(environ.Env):  # type: ignore[misc]  # untyped package
    """django-environ, which would read an unknown word as false, made strict."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        cast = args[0] if args else kwargs.get("cast")
        try:
            return super().get_value(var, *args, **kwargs)
        except (TypeError, ValueError):
            form = FORMS.get(cast, "of another form") if cast else "of another form"
            raise ImproperlyConfigured(f"The environment variable {var} must be {form}.") from None

    @classmethod
    def parse_value(cls, value: Any, cast: Any) -> Any:
        if cast is bool and str(value).strip().lower() not in BOOLEANS:
            raise ValueError
        return super().parse_value(value, cast)

    def positive(self, var: str, *, default: int) -> int:
        """Return a whole number above 0."""
        number = int(self.int(var, default=default))
        if number < 1:
            raise ImproperlyConfigured(f"The environment variable {var} must be above 0.")
        return number

    def postgres(self, var: str, *, default: str) -> dict[str, Any]:
        """Return Django's settings for a database on a PostgreSQL server."""
        url = str(self(var, default=default))
        if not url.startswith(("postgresql://", "postgres://")):
            raise ImproperlyConfigured(
                f"The environment variable {var} must be like postgresql://user@host/database."
            )
        return dict(self.db_url_config(url))

    def word(self, var: str, *, default: str, choices: set[str]) -> str:
        """Return one of *choices*, which are in upper case; the case given does not matter."""
        value = str(self(var, default=default)).upper()
        if value not in choices:
            raise ImproperlyConfigured(
                f"The environment variable {var} must be one of {', '.join(sorted(choices))}."
            )
        return value
