"""Finds the processes of one server by the cluster name that they carry.

A pid file may be stale and its pid be another process's by now (usual after a container's
restart), so no pid is believed without its command line. The command line is readable for every
user, unlike the working folder, which root in a container may not see of other users' processes.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Processes(NamedTuple):
    """The living processes of a server, by pid."""

    postmasters: list[int]
    children: list[int]
    launchers: list[int]


def processes_of(cluster_name: str) -> Processes:
    """Find the postmaster, its children and the shells that launch it; zombies excluded."""
    setting = f"cluster_name={cluster_name}"
    found = Processes([], [], [])
    for pid, arguments in _command_lines():
        if arguments[0].startswith(f"postgres: {cluster_name}: "):
            found.children.append(pid)
        elif arguments[0].startswith("/bin/sh") and any(
            setting in argument for argument in arguments
        ):
            found.launchers.append(pid)
        elif setting in arguments:
            found.postmasters.append(pid)
    return found


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    if sys.platform == "linux":
        yield from _command_lines_from_proc()
    else:
        yield from _command_lines_from_ps()


def _command_lines_from_proc() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue  # It has ended meanwhile.
            yield int(folder.name), line.decode(errors="replace").split("\0")


def _command_lines_from_ps() -> Iterator[tuple[int, list[str]]]:
    listing = subprocess.run(
        ["/bin/ps", "-axww", "-o", "pid=,stat=,command="],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )
    for line in listing.stdout.splitlines():
        pid, state, command = line.split(maxsplit=2)
        if not state.startswith("Z"):
            yield int(pid), [command, *command.split()]
