"""Asks the platform whether it is ready."""

from __future__ import annotations

import http.client

from config.supervisor.addresses import Address

SECONDS = 2.0
READY = 200


def is_ready(address: Address) -> bool:
    """Whether /readyz answers that the database is reachable and migrated."""
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == READY
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
