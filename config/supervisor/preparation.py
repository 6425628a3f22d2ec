"""What is done before the platform is served; all of it may be done again at any time."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

ADVISORY_LOCK = 7_166_201


class DatabaseNotReachable(CommandError):
    """There is no server at DATABASE_URL, or it lets nobody in."""


def prepare_database() -> None:
    """Apply the migrations; one of several servers that start together does it.

    Raises DatabaseNotReachable.
    """
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise DatabaseNotReachable(f"The database can't be reached: {error}".rstrip()) from None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        try:
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
        # Fetching jobs is twenty times slower while the table was never looked at.
        cursor.execute("ANALYZE procrastinate_jobs")
    connection.close()


def collect_static_files() -> None:
    """Collect and compress the static files, unless those that were collected are these."""
    if settings.DEBUG:
        return
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def empty_metrics(port: int) -> Path:
    """Return the folder where the processes behind a port share their figures, emptied."""
    folder = Path(settings.VAR_DIR) / "metrics" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
