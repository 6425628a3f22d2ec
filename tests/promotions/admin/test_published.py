"""A draft revision changes what was published, but removes and renames nothing of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from identities.enums import StaffRole
from promotions.enums import PrizeKind
from promotions.models import Campaign, Game, Limit, Prize
from promotions.services.campaigns import revise_campaign
from tests.factories.identities import UserFactory
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory, publish
from tests.identities.admin.people import client_of, superuser
from tests.promotions.admin.pages import NO_INLINES, prize_data
from tests.tokens.admin.scenario import change_url

pytestmark = pytest.mark.django_db

LOCKED = "It was published and can&#x27;t change."


def revised() -> tuple[Client, Limit, Prize]:
    """Return a manager, and what he may edit in a draft revision of a published campaign."""
    prize = PrizeFactory(code="mug")
    limit = LimitFactory(campaign=prize.game.campaign)
    publish(prize.game.campaign)
    revise_campaign(campaign_id=prize.game.campaign_id, by=UserFactory(), at=datetime.now(UTC))
    return client_of(StaffRole.CAMPAIGN_MANAGER, prize.game.organization), limit, prize


def in_table(prefix: str, row: Model, **values: Any) -> dict[str, Any]:
    """Return what the campaign's page sends with one row in the table *prefix*."""
    sent = {"id": row.pk, "campaign": row.campaign_id, **values}  # type: ignore[attr-defined]
    return {
        **NO_INLINES, f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 1,
        **{f"{prefix}-0-{name}": value for name, value in sent.items()},
    }  # fmt: skip


def campaign_data(campaign: Campaign) -> dict[str, Any]:
    return {
        "name": campaign.name, "time_zone": campaign.time_zone, "countries": "",
        "starts_at_0": f"{campaign.starts_at:%Y-%m-%d}", "starts_at_1": "00:00",
        "ends_at_0": f"{campaign.ends_at:%Y-%m-%d}", "ends_at_1": "00:00",
    }  # fmt: skip


def test_code_of_a_published_game_stays() -> None:
    client, _, prize = revised()
    game = prize.game

    page = client.get(change_url(game)).content.decode()
    client.post(
        change_url(game),
        {"code": "renamed", "name": "New name", "kind": "instant_win", "position": 0, **NO_INLINES},
    )

    code = game.code
    game.refresh_from_db()
    assert LOCKED in page
    assert (game.code, game.name) == (code, "New name")


def test_code_of_a_published_game_stays_on_its_campaigns_page() -> None:
    client, _, prize = revised()
    game = prize.game

    client.post(
        change_url(game.campaign),
        {
            **campaign_data(game.campaign),
            **in_table("games", game, code="renamed", name="New name", position=0),
        },
    )

    code = game.code
    game.refresh_from_db()
    assert (game.code, game.name) == (code, "New name")


def test_published_prize_stays_what_it_is() -> None:
    client, _, prize = revised()

    page = client.get(change_url(prize)).content.decode()
    client.post(change_url(prize), prize_data(
        code="cup", name="Cup", kind=PrizeKind.VOUCHER_CODE, draw_method="probability", chance=5,
        quantity=0,
    ))  # fmt: skip

    prize.refresh_from_db()
    assert "set its quantity to 0" in page
    assert (prize.code, prize.kind, prize.draw_method) == ("mug", "physical", "every_play")
    assert (prize.name, prize.quantity, prize.chance) == ("Cup", 0, None)


def test_new_prize_of_a_published_game_can_become_anything() -> None:
    client, _, prize = revised()
    new = PrizeFactory(game=prize.game)

    client.post(change_url(new), prize_data(code="cup", kind=PrizeKind.VOUCHER_CODE))

    new.refresh_from_db()
    assert (new.code, new.kind) == ("cup", "voucher_code")


def test_published_limit_changes_its_maximum_only() -> None:
    client, limit, prize = revised()

    page = client.get(change_url(limit)).content.decode()
    client.post(change_url(limit), {
        "game": prize.game.pk, "counts": "wins", "per": "game", "window": "week", "maximum": 7,
    })  # fmt: skip

    limit.refresh_from_db()
    assert "switch it off here" in page
    assert (limit.game, limit.counts, limit.per, limit.window) == (
        None,
        "plays",
        "participant",
        "day",
    )
    assert (limit.maximum, limit.is_enabled) == (7, False)


def test_published_campaign_keeps_its_zone() -> None:
    client, _, prize = revised()
    campaign = prize.game.campaign

    client.post(change_url(campaign), {
        **campaign_data(campaign), "name": "New", "time_zone": "Asia/Tokyo", **NO_INLINES,
    })  # fmt: skip

    campaign.refresh_from_db()
    assert (campaign.name, campaign.time_zone) == ("New", "UTC")


@pytest.mark.parametrize("of_superuser", [False, True])
@pytest.mark.parametrize("model", [Campaign, Game, Prize, Limit])
def test_published_row_is_not_deleted(model: type[Model], of_superuser: bool) -> None:  # noqa: FBT001 - a parameter of the test
    client, limit, prize = revised()
    if of_superuser:
        client.force_login(superuser(), backend="identities.admin.authorization.RoleBackend")
    rows: dict[type[Model], Any] = {
        Campaign: limit.campaign, Game: prize.game, Prize: prize, Limit: limit,
    }  # fmt: skip
    url = change_url(rows[model])

    page = client.get(url).content.decode()
    answer = client.post(url.replace("/change/", "/delete/"), {"post": "yes"})

    assert url.replace("/change/", "/delete/") not in page
    assert answer.status_code == 403
    assert model._default_manager.filter(pk=rows[model].pk).exists()


def test_published_limit_is_not_deleted_in_its_campaigns_table() -> None:
    client, limit, _ = revised()

    page = client.get(change_url(limit.campaign)).content.decode()
    client.post(
        change_url(limit.campaign),
        {
            **campaign_data(limit.campaign),
            **in_table("limits", limit, maximum=3, is_enabled="on", DELETE="on"),
        },
    )

    limit.refresh_from_db()
    assert "Published: it can't be deleted." in page
    assert limit.maximum == 3


def test_new_limit_is_deleted_in_its_campaigns_table() -> None:
    client, limit, _ = revised()
    new = LimitFactory(campaign=limit.campaign, window="week")

    client.post(
        change_url(limit.campaign),
        {
            **campaign_data(limit.campaign),
            **in_table("limits", new, counts="plays", per="participant", window="week",
                       maximum=3, DELETE="on"),
        },
    )  # fmt: skip

    assert list(limit.campaign.limits.all()) == [limit]


def test_unpublished_game_of_a_revision_is_deleted() -> None:
    client, limit, _ = revised()
    new = GameFactory(campaign=limit.campaign)

    client.post(change_url(new).replace("/change/", "/delete/"), {"post": "yes"})

    assert not Game.objects.filter(pk=new.pk).exists()
