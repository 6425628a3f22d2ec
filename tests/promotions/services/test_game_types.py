from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from identities.services.actors import SYSTEM
from promotions.models import GameType
from promotions.services.game_types import (
    GameTypeContent,
    GameTypeExists,
    create_game_type,
    put_game_type,
)
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import GameTypeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
WHEEL = GameTypeContent(name="Wheel", description="Spins", bundle_name="wheel.js")


def create(**arguments: Any) -> GameType:
    return create_game_type(**{"content": WHEEL, "by": SYSTEM, "at": NOW, **arguments})


def put(**arguments: Any) -> GameType:
    return put_game_type(**{"content": WHEEL, "by": SYSTEM, "at": NOW, **arguments})


def told(game_type: GameType) -> tuple[str, str, str]:
    stored = GameType.objects.get(pk=game_type.pk)
    return stored.name, stored.description, stored.bundle_name


def test_a_game_type_is_what_was_told_of_it() -> None:
    source_id = uuid4()

    made = create(organization=OrganizationFactory(), source_id=source_id)

    assert told(made) == ("Wheel", "Spins", "wheel.js")
    assert made.source_id == source_id


def test_a_game_type_without_a_source_id_gets_one() -> None:
    organization = OrganizationFactory()

    assert len({create(organization=organization).source_id for _ in range(2)}) == 2


def test_the_same_game_type_again_is_the_same() -> None:
    made = create(organization=OrganizationFactory())
    before = database_fingerprint()

    assert create(organization=made.organization, source_id=made.source_id) == made
    assert database_fingerprint() == before


def test_another_game_type_of_the_source_id_is_refused() -> None:
    made = GameTypeFactory()
    before = database_fingerprint()

    with pytest.raises(GameTypeExists):
        create(organization=made.organization, source_id=made.source_id)

    assert database_fingerprint() == before


def test_organizations_have_their_own_source_ids() -> None:
    theirs = GameTypeFactory()

    assert create(organization=OrganizationFactory(), source_id=theirs.source_id) != theirs


def test_what_the_model_does_not_take() -> None:
    before = database_fingerprint()

    with pytest.raises(ValidationError) as refused:
        create(organization=OrganizationFactory.build(), content=GameTypeContent(name="x" * 201))

    assert list(refused.value.message_dict) == ["name"]
    assert database_fingerprint() == before


def test_a_game_type_is_put() -> None:
    made = GameTypeFactory()

    put(organization=made.organization, source_id=made.source_id)

    assert told(made) == ("Wheel", "Spins", "wheel.js")


def test_a_game_type_that_is_not_there_is_made() -> None:
    source_id = uuid4()

    assert put(organization=OrganizationFactory(), source_id=source_id).source_id == source_id


@pytest.mark.django_db(transaction=True)
def test_the_same_game_type_ten_times_at_once_is_one() -> None:
    organization, source_id = OrganizationFactory(), uuid4()

    made = run_together(
        [lambda: create(organization=organization, source_id=source_id) for _ in range(10)]
    )

    assert {game_type.pk for game_type in made} == {GameType.objects.get().pk}
