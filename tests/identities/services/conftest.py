import pytest
from pytest_django.fixtures import Settings

from tests.identities.services import login_attempts


@pytest.fixture
def watched_hashing(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{login_attempts.__name__}.WatchingHasher"]
