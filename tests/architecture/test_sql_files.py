"""The functions that are installed are those of the files, and every file is installed.

Invariants have a folder of their own, sql/invariants: they are asked, not installed.
"""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("[!.v]*/sql/*.sql"))
FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (\w+)\((.*?)\)\s*(?:RETURNS|LANGUAGE).*?\$\$(.*?)\$\$", re.DOTALL
)
INSTALLED = """
SELECT proname, prosrc FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND proname ~ '_v[0-9]+$'
"""


def written() -> dict[str, str]:
    return {name: body for path in FILES for name, _, body in FUNCTION.findall(path.read_text())}


def installed() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED)
        return cursor.fetchall()


def test_every_function_is_found_in_the_files() -> None:
    texts = [path.read_text() for path in FILES]

    assert sum(text.count("CREATE OR REPLACE FUNCTION") for text in texts) == len(written())
    assert len(written()) >= 15


def test_the_installed_functions_are_those_of_the_files() -> None:
    own = [(name, body) for name, body in installed() if not name.startswith("procrastinate")]

    assert sorted(own) == sorted(written().items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_a_file_is_applied_by_a_migration(path: Path) -> None:
    migrations = MigrationLoader(None).disk_migrations.values()
    statements = {
        operation.sql
        for migration in migrations
        for operation in migration.operations
        if isinstance(operation, RunSQL)
    }

    assert path.read_text() in statements


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_a_function_has_a_version_in_its_name(path: Path) -> None:
    names = re.findall(r"FUNCTION (\w+)\(", path.read_text())

    assert all(re.search(r"_v\d+$", name) for name in names)
