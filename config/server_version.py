"""Refuses a PostgreSQL server that is too old, before anything runs on it."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import pq

OLDEST_MAJOR_VERSION = 18


class ServerTooOld(ImproperlyConfigured):
    """The configured server is older than the oldest version that the migrations run on."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"DATABASE_URL leads to PostgreSQL {found}, but PostgreSQL {OLDEST_MAJOR_VERSION} or "
            "newer is needed. Upgrade the server, or unset DATABASE_URL to use the embedded one."
        )


def require_supported_server(url: str) -> None:
    """Raise ServerTooOld for an older server; a server that cannot be reached is not judged."""
    try:
        with psycopg.connect(_for_libpq(url), connect_timeout=5) as connection:
            found = connection.info.server_version // 10_000
    except psycopg.Error:
        return  # The first use of the database tells why; it may only be starting yet.
    if found < OLDEST_MAJOR_VERSION:
        raise ServerTooOld(found)


def _for_libpq(url: str) -> str:
    """Leave out the options that only Django understands, which libpq would refuse."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    parts = urlsplit(url)
    options = [(name, value) for name, value in parse_qsl(parts.query) if name in known]
    return parts._replace(scheme="postgresql", query=urlencode(options)).geturl()
