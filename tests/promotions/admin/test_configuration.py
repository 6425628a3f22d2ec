from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from identities.enums import StaffRole
from identities.models import Organization
from promotions.enums import DrawMethod, GameKind, Spread
from promotions.models import Campaign, Game, Limit, Prize
from promotions.services.campaigns import revise_campaign
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    publish,
)
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import NO_INLINES, errors_of, prize_data
from tests.tokens.admin.scenario import add_url, change_url, step_url

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER
GAME_DATA = {"kind": GameKind.INSTANT_WIN, "position": 0, **NO_INLINES}


def test_campaign_is_drafted_with_a_game_and_a_prize() -> None:
    organization = OrganizationFactory()
    client = client_of(MANAGER, organization)

    client.post(add_url(Campaign), {
        "name": "Spring", "organization": organization.pk, "description": "",
        "starts_at_0": "2026-03-01", "starts_at_1": "00:00", "ends_at_0": "2026-04-01",
        "ends_at_1": "00:00", "time_zone": "Europe/Berlin", "countries": "DE,AT",
        "minimum_age": "18", "rules_text": "",
    })  # fmt: skip
    campaign = Campaign.objects.get()
    client.post(add_url(Game), {
        "campaign": campaign.pk, "code": "wheel", "name": "Wheel", "description": "",
        "kind": "instant_win", "position": 0, "start_message": "", "win_message": "",
        "lose_message": "", "icon_url": "", "starts_at_0": "", "starts_at_1": "",
        "ends_at_0": "", "ends_at_1": "",
    })  # fmt: skip
    game = Game.objects.get()
    client.post(add_url(Prize), prize_data(game=game.pk))

    assert campaign.countries == ["DE", "AT"]
    assert game.organization == organization
    assert list(game.prizes.values_list("code", "quantity")) == [("mug", 5)]


def test_game_code_that_is_taken_is_told_beside_the_field() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)
    other = GameFactory(campaign=CampaignFactory(organization=game.organization))

    answer = client.post(
        change_url(other),
        {"code": game.code, "name": "x", **GAME_DATA},
    )

    assert list(errors_of(answer)) == ["__all__"]
    assert Game.objects.get(pk=other.pk).code == other.code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"draw_method": DrawMethod.PROBABILITY}, "chance"),
        ({"draw_method": DrawMethod.MOMENT}, "spread"),
        ({"draw_method": DrawMethod.MOMENT, "spread": Spread.STRATIFIED}, "stratum"),
        (
            {"draw_method": DrawMethod.MOMENT, "spread": "uniform", "release_policy": "window"},
            "window_seconds",
        ),
        ({"value": "3.00"}, "currency"),
    ],
)
def test_prize_is_asked_for_what_it_needs(changes: dict[str, Any], field: str) -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    answer = client.post(add_url(Prize), prize_data(game=game.pk, **changes))

    assert list(errors_of(answer)) == [field]
    assert not Prize.objects.exists()


def test_prize_forgets_what_its_page_hides() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    client.post(
        add_url(Prize),
        prize_data(
            game=game.pk, chance=5, spread="uniform", release_policy="window", window_seconds="9"
        ),
    )

    prize = Prize.objects.get()
    assert (prize.chance, prize.spread, prize.release_policy, prize.window_seconds) == (
        None,
        "",
        "until_claimed",
        None,
    )


def published() -> Campaign:
    prize = PrizeFactory()
    LimitFactory(campaign=prize.game.campaign)
    publish(prize.game.campaign)
    campaign: Campaign = Campaign.objects.get()
    return campaign


@pytest.mark.parametrize("model", [Campaign, Game, Prize, Limit])
def test_published_configuration_is_frozen_and_says_why(model: type[Model]) -> None:
    campaign = published()
    row = model._default_manager.get()
    client = client_of(MANAGER, campaign.organization)

    page = client.get(change_url(row)).content.decode()
    changed = client.post(change_url(row), {"name": "Other", **NO_INLINES})
    deleted = client.post(change_url(row).replace("/change/", "/delete/"), {"post": "yes"})

    assert "choose Revise" in page
    assert 'name="_save"' not in page
    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert model._default_manager.filter(pk=row.pk).exists()


def test_revision_opens_the_configuration_again() -> None:
    campaign = published()
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=datetime.now(UTC))
    client = client_of(MANAGER, campaign.organization)

    page = client.get(change_url(campaign)).content.decode()

    assert ("choose Revise" in page, 'name="_save"' in page) == (False, True)


def test_nothing_is_added_to_a_frozen_campaign() -> None:
    campaign = published()
    client = client_of(MANAGER, campaign.organization)

    answer = client.post(add_url(Prize), prize_data(game=campaign.games.get().pk))

    assert list(errors_of(answer)) == ["game"]
    assert Prize.objects.count() == 1


def test_nothing_is_added_to_another_organization() -> None:
    campaign = CampaignFactory()
    client = client_of(MANAGER)

    answer = client.post(add_url(Game), {"campaign": campaign.pk, "code": "x", "name": "x"})

    assert "campaign" in errors_of(answer)
    assert not Game.objects.exists()


@pytest.mark.parametrize(
    ("model", "field"), [("limit", "campaign"), ("prize", "game"), ("limit", "game")]
)
def test_autocomplete_finds_only_own_rows(model: str, field: str) -> None:
    own, foreign = GameFactory(), GameFactory()
    client = client_of(MANAGER, own.organization)

    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "promotions", "model_name": model, "field_name": field, "term": ""},
    )

    expected = own.campaign if field == "campaign" else own
    assert [row["id"] for row in answer.json()["results"]] == [str(expected.pk)]
    assert str(foreign.pk) not in answer.content.decode()


def test_organizations_to_choose_are_those_of_the_role() -> None:
    organization: Organization = OrganizationFactory()
    OrganizationFactory()
    client = client_of(MANAGER, organization)

    page = client.get(add_url(Campaign))

    field = page.context["adminform"].form.fields["organization"]
    assert list(field.queryset) == [organization]


def test_limit_takes_no_game_of_another_campaign() -> None:
    campaign = CampaignFactory()
    game = GameFactory(campaign=CampaignFactory(organization=campaign.organization))
    client = client_of(MANAGER, campaign.organization)

    answer = client.post(add_url(Limit), {
        "campaign": campaign.pk, "game": game.pk, "counts": "plays", "per": "participant",
        "window": "day", "maximum": 1,
    })  # fmt: skip

    assert errors_of(answer) == {"game": ["The game is not of this campaign."]}
    assert not Limit.objects.exists()


def test_period_that_ends_before_it_starts_is_told() -> None:
    organization = OrganizationFactory()
    client = client_of(MANAGER, organization)

    answer = client.post(add_url(Campaign), {
        "name": "Spring", "organization": organization.pk, "time_zone": "UTC",
        "starts_at_0": "2026-03-02", "starts_at_1": "00:00", "ends_at_0": "2026-03-01",
        "ends_at_1": "00:00",
    })  # fmt: skip

    assert errors_of(answer)["ends_at"] == ["It has to end after it starts."]
    assert not Campaign.objects.exists()


def test_prize_is_added_from_its_game() -> None:
    game = GameFactory()
    client = client_of(MANAGER, game.organization)

    answer = client.get(step_url(game, "new_prize"), follow=True)

    assert answer.context["adminform"].form.initial["game"] == str(game.pk)


def test_game_page_leads_to_its_prizes() -> None:
    prize = PrizeFactory()
    client = client_of(MANAGER, prize.game.organization)

    page = client.get(change_url(prize.game)).content.decode()

    assert change_url(prize) in page
