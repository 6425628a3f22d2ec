import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.config.embedded_server import Server


@contextmanager
def passable_folder() -> Iterator[Path]:
    """A short folder that every user may pass, unlike tmp_path."""
    made = Path(tempfile.mkdtemp(prefix="t-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    with passable_folder() as made:
        yield made


@pytest.fixture
def new_server(folder: Path) -> Iterator[Server]:
    """A server that has never run."""
    made = Server(folder / "pg")
    yield made
    made.remove()


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Server]:
    with passable_folder() as folder:
        made = Server(folder / "pg")
        made.user().leave()
        yield made
        made.remove()


@pytest.fixture
def server(shared_server: Server) -> Iterator[Server]:
    """A stopped server whose folder the tests share, because initdb is slow."""
    yield shared_server
    shared_server.halt()
