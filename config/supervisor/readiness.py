"""Asks the platform whether it is ready."""

from __future__ import annotations

import http.client

from django.conf import settings

from config.supervisor.addresses import Address

SECONDS = 2.0
READY = 200


def is_ready(address: Address) -> bool:
    """Whether /readyz answers that the database is reachable and migrated."""
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Host": _allowed_host()})
        return connection.getresponse().status == READY
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _allowed_host() -> str:
    """A host that Django answers to, whatever is listened on."""
    host: str = next(iter(settings.ALLOWED_HOSTS), "localhost")
    return "localhost" if host == "*" else host.removeprefix(".")
