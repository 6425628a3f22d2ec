"""The page of a revision says what it changes, in words."""

from datetime import UTC, datetime

import pytest

from identities.enums import StaffRole
from promotions.admin.words import duration, percentage, value_words
from promotions.models import Campaign, Prize
from promotions.services.campaigns import revise_campaign, submit_campaign
from tests.factories.identities import UserFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    GamePresentationFactory,
    GameTypeFactory,
    PrizeFactory,
    PrizePresentationFactory,
    publish,
)
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import change_url

APPROVER = StaffRole.APPROVER


def page_of(campaign: Campaign) -> str:
    newest = campaign.revisions.order_by("number").last()
    assert newest is not None
    return client_of(APPROVER, campaign.organization).get(change_url(newest)).content.decode()


def published() -> Prize:
    campaign = CampaignFactory(time_zone="Europe/Berlin", name="Spring")
    prize: Prize = PrizeFactory(game=GameFactory(campaign=campaign, code="wheel"), code="mug")
    PrizeFactory(game=prize.game, draw_method="moment", spread="uniform")
    publish(campaign)
    return prize


@pytest.mark.django_db
def test_approver_sees_what_a_revision_changes() -> None:
    prize = published()
    campaign, at = prize.game.campaign, datetime.now(UTC)
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    Campaign.objects.filter(pk=campaign.pk).update(name="Summer")
    Prize.objects.filter(pk=prize.pk).update(quantity=12_345, claim_seconds=1_209_600)
    PrizeFactory(game=prize.game, code="cup")
    submit_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)

    page = page_of(campaign)

    assert "Published as #1" in page
    for cell in ("Campaign", "Spring", "Summer", "Game wheel, prize mug", "12,345", "14 days",
                 "Game wheel, prize cup", "Added"):  # fmt: skip
        assert f">{cell}</td>" in page
    for noise in ("Removed", "Moments", "Sealed in", "Number"):
        assert f"<td>{noise}</td>" not in page


@pytest.mark.django_db
def test_snapshot_is_written_in_words() -> None:
    campaign = published().game.campaign

    page = page_of(campaign)

    assert "Every play, while units last" in page
    assert "(Europe/Berlin)" in page
    assert "None" not in page
    assert "SHA-256" in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (1, "1 second"), (5_400, "1 hour 30 minutes"), (1_209_600, "14 days")],
)
def test_duration_in_words(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("chance", "words"),
    [(250_000_000, "25 %"), (1_000_000_000, "100 %"), (1, "0.0000001 %"), (0, "0 %")],
)
def test_chance_as_a_percentage(chance: int, words: str) -> None:
    assert percentage(chance) == words


def test_empty_members_of_a_grant_are_left_out() -> None:
    grant = {"kind": "token", "game": "wheel", "valid_seconds": None}

    assert value_words("grant", grant, "UTC") == "kind token, game wheel"


@pytest.mark.django_db
def test_presentations_are_written_in_words() -> None:
    prize = PrizeFactory(game__code="wheel", code="mug")
    kind = GameTypeFactory(organization=prize.game.organization, name="Wheel of fortune")
    GamePresentationFactory(game=prize.game, game_type=kind, theme="dark", warning_percentage=5)
    PrizePresentationFactory(prize=prize, is_hidden=True)
    publish(prize.game.campaign)

    page = page_of(prize.game.campaign)

    for name, value in (("Game type", "Wheel of fortune"), ("Theme", "dark"), ("Hidden", "yes"),
                        ("Warning percentage", "5")):  # fmt: skip
        assert name in page
        assert value in page
    assert str(kind.source_id) not in page
    assert "Presentation" not in page
