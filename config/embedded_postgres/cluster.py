"""Makes the data folder, or checks that the one found is ours."""

import os
import shutil

from config.embedded_postgres.binaries import MAJOR_VERSION, program, run
from config.embedded_postgres.errors import (
    ForeignDataFolder,
    OtherPostgresVersion,
    ServerDoesNotStart,
)
from config.embedded_postgres.folders import make_private
from config.embedded_postgres.layout import SUPERUSER, Layout

MARKER = "made-by-tombola"


def ensure_cluster(layout: Layout, *, durable: bool) -> None:
    """Make the data folder if there is none; call it holding the start lock.

    Raises ForeignDataFolder, OtherPostgresVersion, or ServerDoesNotStart when initdb fails.
    """
    if _has_data(layout):
        _check(layout)
    else:
        _initialise(layout, durable=durable)


def _has_data(layout: Layout) -> bool:
    try:
        return layout.data.exists() and any(layout.data.iterdir())
    except PermissionError:
        raise ForeignDataFolder(layout.data, "belongs to another user") from None


def _check(layout: Layout) -> None:
    if not (layout.data / MARKER).exists():
        raise ForeignDataFolder(layout.data, "was not made by Tombola")
    found = (layout.data / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise OtherPostgresVersion(layout.data, found, MAJOR_VERSION)


def _initialise(layout: Layout, *, durable: bool) -> None:
    """Run initdb beside the final place, so that a data folder is either whole or not there."""
    unfinished = layout.home / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private(unfinished, layout)
    options = [
        f"--pgdata={unfinished}",
        f"--username={SUPERUSER}",
        # The same order on every system, and no dependency on installed locales.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--encoding=UTF8",
        "--auth-local=trust",
        "--auth-host=reject",
        "--no-instructions",
    ]
    done = run([program("initdb", layout), *options, *([] if durable else ["--no-sync"])], layout)
    if done.returncode:
        raise ServerDoesNotStart("PostgreSQL's initdb failed.", done.stdout + done.stderr)
    marker = unfinished / MARKER
    marker.touch()
    if layout.service_user:
        os.chown(marker, layout.service_user.uid, layout.service_user.gid)
    unfinished.rename(layout.data)
