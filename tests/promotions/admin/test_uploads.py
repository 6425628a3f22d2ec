from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from identities.enums import StaffRole
from promotions.enums import DrawMethod, PrizeKind, Spread, UnitState
from promotions.models import Game
from tests.factories.promotions import CampaignFactory, GameFactory, PrizeFactory
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import change_url, step_url

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER


def upload(text: str) -> dict[str, Any]:
    return {"_form_submitted": "True", "file": SimpleUploadedFile("list.csv", text.encode())}


def test_voucher_codes_are_loaded() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE)
    client = client_of(MANAGER, prize.game.organization)

    client.post(step_url(prize, "load_codes"), upload("A-1\r\nA-2\n\n"))

    units = prize.units.order_by("voucher_code").values_list("voucher_code", "state")
    assert list(units) == [("A-1", UnitState.HELD), ("A-2", UnitState.HELD)]


def test_voucher_codes_are_discarded() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE)
    client = client_of(MANAGER, prize.game.organization)
    client.post(step_url(prize, "load_codes"), upload("A-1"))

    client.post(step_url(prize, "discard_codes"), {"_form_submitted": "True"})

    assert not prize.units.exists()


def test_bad_voucher_codes_are_refused_as_a_whole() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE)
    client = client_of(MANAGER, prize.game.organization)

    answer = client.post(step_url(prize, "load_codes"), upload("A-1\nA-1"), follow=True)

    assert "No code was loaded." in answer.content.decode()
    assert not prize.units.exists()


def test_moments_are_loaded_and_never_shown() -> None:
    campaign = CampaignFactory(
        starts_at=datetime(2027, 1, 1, tzinfo=UTC), ends_at=datetime(2027, 2, 1, tzinfo=UTC)
    )
    prize = PrizeFactory(
        game=GameFactory(campaign=campaign),
        draw_method=DrawMethod.MOMENT,
        spread=Spread.MANUAL,
    )
    client = client_of(MANAGER, campaign.organization)

    answer = client.post(
        step_url(prize, "load_moments"), upload("2027-01-05T11:12:13\n2027-01-06T14:15:16"),
        follow=True,
    )  # fmt: skip

    prize.refresh_from_db()
    assert (prize.quantity, len(str(prize.moments_csv).splitlines())) == (2, 2)
    assert "11:12:13" not in answer.content.decode()


def test_file_that_is_no_text_is_refused() -> None:
    prize = PrizeFactory(kind=PrizeKind.VOUCHER_CODE)
    client = client_of(MANAGER, prize.game.organization)
    file = SimpleUploadedFile("codes.bin", b"\xff\xfe\x00")

    answer = client.post(step_url(prize, "load_codes"), {"_form_submitted": "True", "file": file})

    assert "The file is no text in UTF-8." in answer.content.decode()
    assert not prize.units.exists()


def test_game_with_units_is_not_deleted() -> None:
    game = PrizeFactory(kind=PrizeKind.VOUCHER_CODE).game
    client = client_of(MANAGER, game.organization)
    client.post(step_url(game.prizes.get(), "load_codes"), upload("A-1"))

    answer = client.post(change_url(game).replace("/change/", "/delete/"), {"post": "yes"})

    assert answer.status_code == 403
    assert Game.objects.filter(pk=game.pk).exists()
