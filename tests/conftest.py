from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import override_settings

from identities.migrations._role_permissions import ROLES, permit
from identities.services.admission_cache import AdmissionCache
from promotions.services.invariants import check_invariants


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "invariants: the test ends with every invariant of the database checked."
    )


@pytest.fixture(autouse=True, scope="session")
def _uncollected_static_files() -> Iterator[None]:
    """Pages name static files as they are in the sources: nothing was collected."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": storage},
        MIDDLEWARE=[name for name in settings.MIDDLEWARE if "whitenoise" not in name],
    ):
        yield


@pytest.fixture
def roles(transactional_db: None) -> None:
    """Give the roles their permissions again: other tests that commit empty all tables."""
    for role in ROLES:
        Group.objects.get_or_create(name=role)
    for app in ("identities", "promotions", "tokens", "badges"):
        for path in sorted(Path(apps.get_app_config(app).path, "migrations").glob("0*.py")):
            if "\nPERMISSIONS = " in path.read_text():
                migration = import_module(f"{app}.migrations.{path.stem}")
                permit(apps, app, migration.PERMISSIONS)


@pytest.fixture
def credentials_stay_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of the credential cache: queries are counted the same as a minute ends."""
    from identities.api import authentication

    monkeypatch.setattr(authentication, "ADMISSIONS", AdmissionCache(timer=lambda: 0.0))


@pytest.fixture(autouse=True)
def _invariants_hold(request: pytest.FixtureRequest) -> Iterator[None]:
    marked = request.node.get_closest_marker("invariants")
    if marked:
        # set up first, so that it is torn down after this
        request.getfixturevalue("_django_db_helper")
    yield
    if marked:
        assert check_invariants() == []
