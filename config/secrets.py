"""Secrets of an installation that nobody configured: made once, kept in a private file."""

import base64
import contextlib
import os
import secrets
from pathlib import Path


def local_secret(folder: Path, name: str) -> str:
    """Return the secret *name* kept under *folder*, made at its first use.

    32 random bytes, URL-safe base64, in a file of mode 0600. Processes that start at the same
    time agree: the file is linked into place whole, and the first one wins.
    """
    path = folder / f"{name}.txt"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
