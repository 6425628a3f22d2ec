import pytest
from pytest_django.fixtures import Settings

from tests.badges.dialects.memori.scenario import Scenario


@pytest.fixture
def scenario(db: None, settings: Settings, credentials_stay_known: None) -> Scenario:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return Scenario()
