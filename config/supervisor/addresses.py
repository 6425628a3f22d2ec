"""Where the platform listens."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass

from django.core.management.base import CommandError

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - only looked up
HIGHEST_PORT = 65_535


class AddressNotAvailable(CommandError):
    """Nothing can listen there; as a CommandError it ends a command with this one line."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port that was free a moment ago."""

    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """A host to connect to from this machine."""
        return ANY.get(self.host, self.host)

    @property
    def url(self) -> str:
        host = self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def claim_address(host: str, port: int) -> Address:
    """Return the address to listen on; port 0 becomes some free one. Raises AddressNotAvailable.

    Asked here because granian shares its ports, and would quietly join another that listens there.
    """
    # getaddrinfo would take 65536 for 0.
    if not 0 <= port <= HIGHEST_PORT:
        raise AddressNotAvailable(f"{port} is no port: they go from 0 to {HIGHEST_PORT}.")
    try:
        family, kind, protocol, _, found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found)
            return Address(host, probe.getsockname()[1])
    except OSError as error:
        raise AddressNotAvailable(_complaint(host, port, error)) from None


def _complaint(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use. Choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} is not for ordinary users. Choose one above 1023 with --port."
    return f"{host}:{port} can't be listened on: {error}"
