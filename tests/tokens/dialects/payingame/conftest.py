import pytest

from tests.tokens.dialects.payingame.scenario import Scenario


@pytest.fixture
def scenario(db: None, credentials_stay_known: None) -> Scenario:
    return Scenario()
