from typing import Any

import pytest

from badges.models import Badge, BadgeGrant, BadgeRule, OutcomeType
from identities.enums import StaffRole
from promotions.enums import PrizeKind
from tests.factories.badges import (
    BadgeAssignmentFactory,
    BadgeFactory,
    BadgeRuleFactory,
    OutcomeTypeFactory,
    game_that_grants,
)
from tests.factories.identities import OrganizationFactory
from tests.factories.promotions import PrizeFactory
from tests.identities.admin.people import client_of
from tests.tokens.admin.scenario import add_url, change_url

pytestmark = pytest.mark.django_db

MANAGER, SUPPORT = StaffRole.CAMPAIGN_MANAGER, StaffRole.SUPPORT
IMAGE = "https://cdn.example.test/badges/1.png?size=96;x"


def badge_data(**values: object) -> dict[str, object]:
    return {
        "code": "first-cup", "name": "First Cup", "description": "", "image_url": IMAGE,
        "tags": "coffee, loyalty", "url": "https://b.test/1", "issuer_name": "Bean",
        "issuer_description": "", "issuer_email": "b@b.test", "issuer_url": "",
        "is_enabled": "on", **values,
    }  # fmt: skip


def test_a_manager_makes_a_badge() -> None:
    organization = OrganizationFactory()

    client_of(MANAGER, organization).post(add_url(Badge), badge_data(organization=organization.pk))

    badge = Badge.objects.get()
    assert (badge.organization, badge.code, badge.tags) == (
        organization, "first-cup", ["coffee", "loyalty"],
    )  # fmt: skip
    assert (badge.url, badge.issuer_name, badge.is_enabled) == ("https://b.test/1", "Bean", True)


def test_a_code_stays() -> None:
    badge = BadgeFactory()

    client_of(MANAGER, badge.organization).post(
        change_url(badge), badge_data(code="another", name="Another")
    )

    badge.refresh_from_db()
    assert (badge.code != "another", badge.name) == (True, "Another")


def test_a_badge_is_made_in_an_organization_of_ones_own_only() -> None:
    client_of(MANAGER).post(add_url(Badge), badge_data(organization=OrganizationFactory().pk))

    assert not Badge.objects.exists()


def test_a_page_shows_the_image_from_its_own_origin_only() -> None:
    badge = BadgeFactory(image_url=IMAGE)

    page = client_of(MANAGER, badge.organization).get(change_url(badge))

    policy = dict(
        each.strip().partition(" ")[::2] for each in page["Content-Security-Policy"].split(";")
    )
    assert 'src="https://cdn.example.test/badges/1.png?size=96;x"' in page.content.decode()
    assert policy["img-src"] == "'self' data: https://cdn.example.test"
    assert "'unsafe-eval'" in policy["script-src"]


@pytest.mark.parametrize("image_url", ["", "https://a b.test/1.png", "javascript:alert(1)"])
def test_a_page_without_an_image_that_can_be_shown_has_the_usual_policy(image_url: str) -> None:
    badge = BadgeFactory(image_url=image_url)

    page = client_of(MANAGER, badge.organization).get(change_url(badge))

    assert "img-src 'self' data:;" in f"{page['Content-Security-Policy']};"


def test_a_page_says_how_many_hold_the_badge() -> None:
    row = BadgeAssignmentFactory()

    page = client_of(MANAGER, row.organization).get(change_url(row.badge)).content.decode()

    assert f"?badge={row.badge_id}&amp;state=held" in page
    assert "1 participant<" in page


def rule_data(badge: Any, threshold: int, **values: object) -> dict[str, object]:
    return {
        "name": "Purchase", "description": "", "is_enabled": "on",
        "rules-TOTAL_FORMS": 1, "rules-INITIAL_FORMS": 0,
        "rules-0-badge": badge.pk, "rules-0-threshold": threshold, **values,
    }  # fmt: skip


def test_a_rule_is_added_to_its_outcome_type() -> None:
    outcome_type = OutcomeTypeFactory()
    badge = BadgeFactory(organization=outcome_type.organization)

    client_of(MANAGER, outcome_type.organization).post(
        change_url(outcome_type), rule_data(badge, 10)
    )

    rule = BadgeRule.objects.get()
    assert (rule.outcome_type, rule.badge, rule.threshold, rule.organization) == (
        outcome_type, badge, 10, outcome_type.organization,
    )  # fmt: skip


@pytest.mark.parametrize("threshold", [0, -1])
def test_a_threshold_is_positive(threshold: int) -> None:
    outcome_type = OutcomeTypeFactory()
    badge = BadgeFactory(organization=outcome_type.organization)

    client_of(MANAGER, outcome_type.organization).post(
        change_url(outcome_type), rule_data(badge, threshold)
    )

    assert not BadgeRule.objects.exists()


def test_a_rule_gives_no_badge_of_another_organization() -> None:
    outcome_type = OutcomeTypeFactory()

    client_of(MANAGER, outcome_type.organization).post(
        change_url(outcome_type), rule_data(BadgeFactory(), 1)
    )

    assert not BadgeRule.objects.exists()


def test_a_rule_is_changed_and_deleted_on_the_same_page() -> None:
    rule = BadgeRuleFactory()
    client = client_of(MANAGER, rule.organization)
    existing = {"rules-INITIAL_FORMS": 1, "rules-0-id": rule.pk}

    client.post(change_url(rule.outcome_type), rule_data(rule.badge, 3, **existing))
    rule.refresh_from_db()
    threshold = rule.threshold
    client.post(
        change_url(rule.outcome_type), rule_data(rule.badge, 3, **existing, **{"rules-0-DELETE": 1})
    )

    assert (threshold, BadgeRule.objects.count(), OutcomeType.objects.count()) == (3, 0, 1)


def test_support_changes_no_rule() -> None:
    rule = BadgeRuleFactory()

    answer = client_of(SUPPORT, rule.organization).post(
        change_url(rule.outcome_type), rule_data(rule.badge, 9)
    )

    rule.refresh_from_db()
    assert (answer.status_code, rule.threshold) == (403, 1)


def test_an_outcome_type_gives_each_badge_once() -> None:
    rule = BadgeRuleFactory()
    both = {
        "rules-TOTAL_FORMS": 2, "rules-INITIAL_FORMS": 1, "rules-0-id": rule.pk,
        "rules-1-badge": rule.badge.pk, "rules-1-threshold": 2,
    }  # fmt: skip

    page = client_of(MANAGER, rule.organization).post(
        change_url(rule.outcome_type), rule_data(rule.badge, 1, **both)
    )

    assert "Please correct the duplicate" in page.content.decode()
    assert BadgeRule.objects.count() == 1


@pytest.mark.parametrize("own", [1, 0])
def test_a_prize_grants_a_badge_of_its_own_organization(own: int) -> None:
    prize = PrizeFactory(kind=PrizeKind.BADGE)
    badge = BadgeFactory(**({"organization": prize.game.organization} if own else {}))

    client_of(MANAGER, prize.game.organization).post(change_url(prize), {
        "code": prize.code, "name": prize.name, "kind": prize.kind, "quantity": 1,
        "draw_method": prize.draw_method, "margin_seconds": 0, "position": 0,
        "release_policy": "until_claimed", "presentation-TOTAL_FORMS": 0,
        "presentation-INITIAL_FORMS": 0, "badge_grant-TOTAL_FORMS": 1,
        "badge_grant-INITIAL_FORMS": 0, "badge_grant-0-badge": badge.pk,
    })  # fmt: skip

    assert list(BadgeGrant.objects.values_list("badge", flat=True)) == [badge.pk] * own


@pytest.mark.parametrize("kind", PrizeKind)
def test_a_prize_shows_what_its_kind_grants(kind: PrizeKind) -> None:
    prize = PrizeFactory(kind=kind)

    page = client_of(MANAGER, prize.game.organization).get(change_url(prize)).content.decode()

    assert ("badge_grant-0-badge" in page) == (kind == PrizeKind.BADGE)
    assert ("token_grant-0-game" in page) == (kind == PrizeKind.PLAY_TOKEN)


def test_the_badge_of_a_published_prize_is_only_shown() -> None:
    badge = BadgeFactory(name="First Cup")
    prize = game_that_grants(badge).prizes.get()

    page = client_of(MANAGER, badge.organization).get(change_url(prize)).content.decode()

    assert "First Cup" in page
    assert "badge_grant-0-badge" not in page


def test_a_revision_says_which_badge_a_prize_grants() -> None:
    badge = BadgeFactory(code="first-cup")
    revision = game_that_grants(badge).published.revision

    page = client_of(MANAGER, badge.organization).get(change_url(revision)).content.decode()

    assert "code first-cup, kind Badge<" in page
    assert str(badge.pk) not in page
