"""What is there already, and what the database protects, is told and never fails."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from identities.admin.pages import CONFLICT
from identities.enums import StaffRole
from identities.models import ApiClient, Organization, StaffMembership, User
from promotions.models import Game, Limit, Prize
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory
from tests.identities.admin.people import client_of, signed_in, staff, superuser
from tests.promotions.admin.pages import NO_INLINES, errors_of, prize_data
from tests.tokens.admin.scenario import add_url, change_url

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER
ADMINISTRATOR = StaffRole.ADMINISTRATOR


def test_new_game_with_a_code_that_is_taken_is_told() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    answer = client.post(
        add_url(Game),
        {
            "campaign": game.campaign.pk,
            "code": game.code,
            "name": "x",
            "kind": "instant_win",
            "position": 0,
        },
    )

    assert "already exists" in str(errors_of(answer))
    assert Game.objects.count() == 1


@pytest.mark.parametrize("taken", [True, False])
def test_games_of_a_campaigns_table_need_codes_of_their_own(taken: bool) -> None:  # noqa: FBT001 - a parameter of the test
    game = GameFactory()
    client = client_of(MANAGER, game.organization)
    codes = [game.code, "other"] if taken else ["same", "same"]
    other = GameFactory(campaign__organization=game.organization).campaign
    rows: dict[str, Any] = {}
    for number, code in enumerate(codes):
        rows |= {f"games-{number}-code": code, f"games-{number}-name": "x"}
        rows |= {f"games-{number}-position": 0, f"games-{number}-campaign": other.pk}

    answer = client.post(change_url(other), {
        "name": "x", "time_zone": "UTC", "starts_at_0": "2027-01-01", "starts_at_1": "00:00",
        "ends_at_0": "2027-02-01", "ends_at_1": "00:00", **NO_INLINES, "games-TOTAL_FORMS": 2,
        **rows,
    })  # fmt: skip

    assert answer.status_code == 200
    assert other.games.count() == 1


def test_new_prize_with_a_code_that_is_taken_is_told() -> None:
    prize = PrizeFactory()
    client = client_of(MANAGER, prize.game.organization)

    answer = client.post(add_url(Prize), prize_data(game=prize.game.pk, code=prize.code))

    assert "already exists" in str(errors_of(answer))


def test_new_limit_like_another_is_told() -> None:
    limit = LimitFactory()
    client = client_of(MANAGER, limit.campaign.organization)

    answer = client.post(add_url(Limit), {
        "campaign": limit.campaign.pk, "game": "", "counts": "plays", "per": "participant",
        "window": "day", "maximum": 3,
    })  # fmt: skip

    assert "already exists" in str(errors_of(answer))


def administration(organization: Organization) -> list[tuple[Any, dict[str, Any]]]:
    user = staff(ADMINISTRATOR, organization)
    password = {"usable_password": "true", "password1": uuid4().hex}
    return [
        (User, {
            "username": user.username, "organization": organization.pk, "role": "auditor",
            **password, "password2": password["password1"],
        }),
        (StaffMembership, {
            "user": user.pk, "organization": organization.pk, "role": ADMINISTRATOR.value,
        }),
        (Organization, {"name": "x", "slug": organization.slug, "currencies": ""}),
    ]  # fmt: skip


def test_administrator_is_told_of_what_exists() -> None:
    organization = GameFactory().organization
    client = signed_in(superuser())

    for model, data in administration(organization):
        before = model.objects.count()
        answer = client.post(add_url(model), data)
        assert "already exists" in str(errors_of(answer)), model
        assert model.objects.count() == before


def test_api_clients_may_have_one_name() -> None:
    organization = GameFactory().organization
    client = client_of(ADMINISTRATOR, organization)
    data = {"organization": organization.pk, "name": "Shop", "scopes": ["read"]}

    answers = [client.post(add_url(ApiClient), data).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert ApiClient.objects.count() == 2


def trigger(event: str, raised: str) -> None:
    """Have the database refuse changes of games, as its triggers do of what is published."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE {raised}; END $$;"
            f"CREATE TRIGGER refuse_it BEFORE {event} ON promotions_game"
            " FOR EACH ROW EXECUTE FUNCTION refuse_it()"
        )


def post(client: Client, event: str, game: Game) -> Any:
    url = change_url(game)
    if event == "DELETE":
        return client.post(url.replace("/change/", "/delete/"), {"post": "yes"})
    return client.post(
        url, {"code": "new", "name": "x", "kind": "instant_win", "position": 0, **NO_INLINES}
    )


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("'Games can not do this.'", "Games can not do this."),
        (
            "EXCEPTION USING ERRCODE = '23001', CONSTRAINT = 'published_game_never_deleted'",
            "what was published can't be deleted.",
        ),
        (
            "EXCEPTION USING ERRCODE = '23001', CONSTRAINT = 'published_game_stays_the_same'",
            "what was published can't become another thing.",
        ),
        ("EXCEPTION USING ERRCODE = '23505'", CONFLICT),
    ],
)
@pytest.mark.parametrize("event", ["UPDATE", "DELETE"])
def test_what_a_trigger_says_becomes_a_message(event: str, raised: str, told: str) -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)
    trigger(event, raised)

    answer = post(client, event, game)

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert (answer.status_code, said) == (302, [f"Nothing was changed: {told}"])
    assert Game.objects.filter(pk=game.pk, code=game.code).exists()
