"""Prizes of kind badge."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from badges.models import BadgeAssignment, BadgeGrant, BadgeOptOut
from badges.services.assignments import revoke_assignment
from identities.enums import Channel
from identities.services.actors import SYSTEM
from promotions.enums import DrawMethod, PrizeKind
from promotions.services.campaigns import discard_revision, revise_campaign
from promotions.services.readiness import problems_of
from tests.database import database_fingerprint, run_together
from tests.factories.badges import BadgeAssignmentFactory, BadgeFactory, game_that_grants
from tests.factories.identities import ApiClientFactory, ParticipantFactory, UserFactory
from tests.factories.promotions import PrizeFactory
from tests.factories.tokens import redeem, token_for

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)


def test_a_badge_is_granted_to_the_winner() -> None:
    badge = BadgeFactory()
    token = token_for(game_that_grants(badge))
    client = ApiClientFactory(organization=badge.organization)

    redemption = redeem(token, client_id=client.pk)

    row = BadgeAssignment.objects.get()
    assert redemption.granted == [{"kind": "badge", "code": badge.code}]
    assert (row.organization, row.participant, row.badge) == (
        badge.organization, token.participant, badge,
    )  # fmt: skip
    assert (row.granted_by_id, row.assigned_at) == (redemption.play_id, redemption.played_at)
    assert (row.channel, row.client, row.state) == (Channel.PLATFORM, client, "held")


def test_redeeming_again_answers_the_same_and_grants_nothing() -> None:
    badge = BadgeFactory()
    token = token_for(game_that_grants(badge))
    first = redeem(token)
    before = database_fingerprint()

    again = redeem(token)

    assert (again.granted, again.replayed) == (first.granted, True)
    assert database_fingerprint() == before


def test_a_lost_play_grants_nothing() -> None:
    game = game_that_grants(
        BadgeFactory(), draw_method=DrawMethod.PROBABILITY, chance=0, quantity=1
    )

    redemption = redeem(token_for(game))

    assert (redemption.result, redemption.granted) == ("lost", [])
    assert not BadgeAssignment.objects.exists()


def test_who_holds_the_badge_keeps_the_one_that_he_has() -> None:
    held = BadgeAssignmentFactory()

    redemption = redeem(token_for(game_that_grants(held.badge), participant=held.participant))

    assert redemption.granted == [{"kind": "badge", "code": held.badge.code}]
    assert list(BadgeAssignment.objects.all()) == [held]


def test_a_revoked_badge_can_be_won_again() -> None:
    held = BadgeAssignmentFactory()
    token = token_for(game_that_grants(held.badge), participant=held.participant)
    revoke_assignment(
        organization=held.organization, assignment_id=held.pk, reason="fraud", by=SYSTEM,
        at=held.assigned_at,
    )  # fmt: skip

    play = redeem(token)

    assert BadgeAssignment.objects.held().get().granted_by_id == play.play_id


def test_who_wants_no_badges_is_granted_what_he_wins() -> None:
    token = token_for(game_that_grants(BadgeFactory()))
    BadgeOptOut.objects.create(participant=token.participant)

    play = redeem(token)

    assert BadgeAssignment.objects.get().granted_by_id == play.play_id


def test_a_published_badge_is_granted_though_it_was_switched_off_since() -> None:
    badge = BadgeFactory()
    token = token_for(game_that_grants(badge))
    badge.is_enabled = False
    badge.save()

    redeem(token)

    assert BadgeAssignment.objects.get().badge == badge


@pytest.mark.django_db(transaction=True)
def test_many_wins_at_once_of_one_participant_grant_one_badge() -> None:
    badge = BadgeFactory()
    game = game_that_grants(badge)
    participant = ParticipantFactory(organization=badge.organization)
    tokens = [token_for(game, participant=participant) for _ in range(8)]

    redemptions = run_together([partial(redeem, token) for token in tokens])

    assert [each.result for each in redemptions] == ["won"] * 8
    assert BadgeAssignment.objects.count() == 1


def problems(prize: object) -> list[str]:
    return problems_of(campaign=prize.game.campaign, at=NOW)


def test_a_badge_prize_names_a_badge() -> None:
    prize = PrizeFactory(game__code="wheel", code="cup", kind=PrizeKind.BADGE)

    assert problems(prize) == ["wheel/cup: it names no badge to grant."]


def test_a_badge_prize_names_a_badge_of_its_organization() -> None:
    prize = PrizeFactory(game__code="wheel", code="cup", kind=PrizeKind.BADGE)
    grant = BadgeGrant.objects.create(prize=prize, badge=BadgeFactory())

    found = problems(prize)

    assert found == ["wheel/cup: its badge belongs to another organization."]
    grant.delete()


def test_a_badge_prize_names_a_badge_that_is_given() -> None:
    prize = PrizeFactory(game__code="wheel", code="cup", kind=PrizeKind.BADGE)
    badge = BadgeFactory(organization=prize.game.organization, is_enabled=False)
    BadgeGrant.objects.create(prize=prize, badge=badge)

    assert problems(prize) == ["wheel/cup: its badge is switched off."]


def test_discarding_a_revision_restores_the_published_badge() -> None:
    badge = BadgeFactory()
    campaign = game_that_grants(badge).campaign
    at = NOW + timedelta(minutes=1)
    revise_campaign(campaign_id=campaign.pk, by=UserFactory(), at=at)
    BadgeGrant.objects.update(badge=BadgeFactory(organization=badge.organization))

    discard_revision(campaign_id=campaign.pk, by=UserFactory(), at=at)

    assert BadgeGrant.objects.get().badge == badge
