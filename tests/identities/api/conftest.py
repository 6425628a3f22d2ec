import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def uncollected_static_files(settings: Settings) -> None:
    """Pages name static files as they are in the sources: nothing was collected."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
