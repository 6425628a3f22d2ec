import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from tests.config.embedded_server import ROOT

PRODUCTION = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "SECRET_KEY": "For the tests only, and long enough for Django's own check of it",
    "ENCRYPTION_KEYS": "Zm9yIHRoZSB0ZXN0cyBvbmx5LCAzMiBieXRlcyBsb24=",
    "ALLOWED_HOSTS": "tombola.example",
}
OTHERS = {*PRODUCTION, "HTTPS", "DEBUG", "TEST_DATABASE_TEMPLATE"}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in OTHERS}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS"])
def test_production_names_the_missing_variable(missing: str) -> None:
    done = run("check", **{name: PRODUCTION[name] for name in PRODUCTION if name != missing})

    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"Set the {missing} environment variable"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LOG_LEVEL", "LOUD", "one of CRITICAL, DEBUG, ERROR, INFO, WARNING"),
        ("AXES_FAILURE_LIMIT", "many", "a whole number"),
        ("PARTICIPANT_SESSION_HOURS", "0", "above 0"),
        ("DEBUG", "maybe", "true or false"),
        ("DATABASE_URL", "mysql://db/tombola", "like postgresql://user@host/database"),
    ],
)
def test_bad_value_is_one_sentence(name: str, value: str, sentence: str) -> None:
    done = run("check", **{**PRODUCTION, name: value})

    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"The environment variable {name} must be {sentence}."]


def test_production_passes_the_deployment_check() -> None:
    done = run("check", "--deploy", "--fail-level=WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_database_that_is_not_there_is_one_line() -> None:
    done = run("serve", "--port=0", **PRODUCTION)

    assert done.returncode == 1
    assert done.stderr.startswith("DatabaseNotReachable: The database can't be reached: ")
    assert "Traceback" not in done.stderr


def test_known_words_are_booleans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAG", "Off")
    assert Environment().bool("FLAG") is False

    monkeypatch.setenv("FLAG", "offf")
    with pytest.raises(ImproperlyConfigured, match="FLAG"):
        Environment().bool("FLAG")
