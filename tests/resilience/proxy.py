"""A small proxy that cuts connections before a reply: between app and database, client and app."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

CHUNK = 65_536


class CuttingProxy:
    """Listens at *listener*, passes everything on to what *connect* returns, and cuts on demand.

    ``cut_reply(n)`` arms it: the n-th piece of reply from then on (0 is the next) is swallowed and
    both sides are closed, so that what asked for it was done, but nobody heard.
    """

    def __init__(self, listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
        self.listener, self.connect = listener, connect
        self.lock = threading.Lock()
        self.left: int | None = None
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_reply(self, number: int) -> None:
        with self.lock:
            self.left = number

    def disarm(self) -> None:
        with self.lock:
            self.left = None

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                try:
                    server = self.connect()
                except OSError:
                    client.close()
                    continue
                for source, target, replies in ((client, server, False), (server, client, True)):
                    threading.Thread(
                        target=self._pump, args=(source, target, replies), daemon=True
                    ).start()

    def _pump(self, source: socket.socket, target: socket.socket, replies: bool) -> None:  # noqa: FBT001
        with suppress(OSError):
            while (data := source.recv(CHUNK)) and not (replies and self._is_cut()):
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _is_cut(self) -> bool:
        with self.lock:
            if self.left is None:
                return False
            self.left -= 1
            if self.left >= 0:
                return False
            self.left = None
            self.cuts += 1
            return True


def unix_listener(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    return listener


def tcp_listener() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def connect_unix(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection
