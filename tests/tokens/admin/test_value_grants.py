"""What prizes of kind value grant, on their pages."""

from decimal import Decimal
from typing import Any

import pytest

from identities.enums import StaffRole
from promotions.enums import PrizeKind
from promotions.models import Prize
from promotions.services.campaigns import revise_campaign, submit_campaign
from promotions.services.readiness import problems_of
from tests.database import database_fingerprint
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory
from tests.factories.values import AssetFactory, fund, game_that_pays
from tests.identities.admin.people import client_of
from tests.promotions.admin.pages import page, prize_data
from tests.tokens.admin.scenario import change_url
from tokens.models import Asset, ValueGrant

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER


@pytest.fixture
def asset() -> Asset:
    made: Asset = AssetFactory(symbol="BOLT")
    return made


@pytest.fixture
def prize(asset: Asset) -> Prize:
    made: Prize = PrizeFactory(kind=PrizeKind.VALUE, game__campaign=asset.campaign, quantity=5)
    return made


def grant_data(asset: Asset, prize: Prize, /, **values: Any) -> dict[str, Any]:
    grant = ValueGrant.objects.filter(prize=prize).first()
    fields = {
        "asset": asset.pk, "amount": "2.50", "destination": "allowance", "is_mintable": "on",
        "id": grant.pk if grant else "", "prize": prize.pk, **values,
    }  # fmt: skip
    return prize_data(
        code=prize.code, kind=prize.kind, quantity=prize.quantity,
        **{f"value_grant-0-{name}": value for name, value in fields.items()},
        **{"value_grant-TOTAL_FORMS": 1, "value_grant-INITIAL_FORMS": int(grant is not None)},
    )  # fmt: skip


def errors_of(answer: Any) -> dict[str, list[str]]:
    (inline,) = (
        formset for formset in answer.context["inline_admin_formsets"]
        if formset.formset.prefix == "value_grant"
    )  # fmt: skip
    return dict(inline.formset.errors[0])


def test_a_prize_grants_an_amount_of_its_campaigns_asset(asset: Asset, prize: Prize) -> None:
    client = client_of(MANAGER, asset.organization)

    client.post(change_url(prize), grant_data(asset, prize, destination="wallet"))

    grant = ValueGrant.objects.get()
    assert (grant.prize, grant.asset, grant.amount) == (prize, asset, Decimal("2.5"))
    assert (grant.destination, grant.is_mintable) == ("wallet", True)


@pytest.mark.parametrize("same_organization", [True, False])
def test_another_campaigns_asset_is_not_offered(
    prize: Prize, asset: Asset, same_organization: object
) -> None:
    own = {"organization": asset.organization} if same_organization else {}
    other = AssetFactory(campaign=CampaignFactory(**own))
    client = client_of(MANAGER, asset.organization)

    shown = client.get(change_url(prize)).content.decode()
    answer = client.post(change_url(prize), grant_data(other, prize))

    assert (str(asset.pk) in shown, str(other.pk) in shown) == (True, False)
    assert list(errors_of(answer)) == ["asset"]
    assert not ValueGrant.objects.exists()


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.001", "The amount has more places than the asset. It has 2."),
        ("0", "The amount is not above zero."),
        ("-5", "The amount is not above zero."),
        ("NaN", "Enter a number."),
        ("1e21", "Ensure that there are no more than"),
        ("", "This field is required."),
    ],
)
def test_an_amount_that_the_asset_can_not_have_is_told(
    asset: Asset, prize: Prize, amount: str, text: str
) -> None:
    client = client_of(MANAGER, asset.organization)

    answer = client.post(change_url(prize), grant_data(asset, prize, amount=amount))

    errors = errors_of(answer)
    assert list(errors) == ["amount"]
    assert text in errors["amount"][0]
    assert not ValueGrant.objects.exists()


def test_the_page_shows_an_amount_without_its_zeros(asset: Asset, prize: Prize) -> None:
    ValueGrant.objects.create(prize=prize, asset=asset, amount=Decimal("2.5"))

    edited = client_of(MANAGER, asset.organization).get(change_url(prize)).content.decode()
    looked_at = page(client_of(StaffRole.AUDITOR, asset.organization), change_url(prize))

    assert 'value="2.5"' in edited
    assert "2.5 BOLT" in looked_at
    assert "2.500" not in edited + looked_at


def test_a_prize_that_pays_more_than_the_wallet_holds_says_so(asset: Asset, prize: Prize) -> None:
    grant = ValueGrant.objects.create(prize=prize, asset=asset, amount=30, destination="wallet")
    client = client_of(MANAGER, asset.organization)
    fund(asset, 149)

    short = page(client, change_url(prize))
    fund(asset, 1)
    enough = page(client, change_url(prize))
    ValueGrant.objects.filter(pk=grant.pk).update(amount=900, destination="allowance")
    issued = page(client, change_url(prize))

    words = "It holds {} BOLT."
    assert f"{words.format(149)} All units together are 150 BOLT: without funds winners" in short
    assert words.format(150) in enough
    assert "All units together" not in enough + issued


@pytest.mark.parametrize("role", [role for role in StaffRole if role != MANAGER])
def test_nobody_else_says_what_a_prize_grants(asset: Asset, prize: Prize, role: StaffRole) -> None:
    client = client_of(role, asset.organization)
    client.get("/admin/")
    before = database_fingerprint()

    answer = client.post(change_url(prize), grant_data(asset, prize))

    assert answer.status_code == 403
    assert database_fingerprint() == before


def test_a_published_grant_changes_in_a_revision_and_its_words_say_how(asset: Asset) -> None:
    game = game_that_pays(asset)
    prize = game.prizes.get()
    client = client_of(MANAGER, asset.organization)
    frozen = client.post(change_url(prize), grant_data(asset, prize, amount=9)).status_code
    by = UserFactory()
    revise_campaign(campaign_id=asset.campaign_id, by=by, at=asset.created_at)

    client.post(change_url(prize), grant_data(asset, prize, amount=9, destination="wallet"))

    assert frozen == 403
    assert problems_of(campaign=asset.campaign, at=asset.created_at) == []
    submit_campaign(campaign_id=asset.campaign_id, by=by, at=asset.created_at)
    revision = asset.campaign.revisions.order_by("-number").first()
    text = page(client, change_url(revision))
    assert "amount 2.5, symbol BOLT, destination allowance, mintable yes" in text
    assert "amount 9, symbol BOLT, destination wallet, mintable yes" in text
    assert str(asset.pk) not in text
