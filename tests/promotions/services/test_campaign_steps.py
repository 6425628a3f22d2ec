"""Who may take which step when, and what each refuses."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from identities.models import User
from promotions.enums import CampaignStatus, PrizeKind
from promotions.models import Campaign, CampaignRevision, Limit
from promotions.services import campaigns
from promotions.services.campaigns import NotInThisState
from promotions.services.schedules import document_sha256
from promotions.services.units import load_voucher_codes
from tests.database import database_fingerprint
from tests.factories.identities import UserFactory
from tests.factories.promotions import GameFactory, LimitFactory, PrizeFactory, publish
from tokens.models import TokenGrant

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=40)

STEPS: dict[str, Callable[..., object]] = {
    "submit": campaigns.submit_campaign,
    "approve": campaigns.approve_campaign,
    "return": partial(campaigns.return_campaign, reason="not yet"),
    "revise": campaigns.revise_campaign,
    "discard": campaigns.discard_revision,
    "pause": partial(campaigns.pause_campaign, reason="wait"),
    "resume": partial(campaigns.resume_campaign, reason="go on"),
    "cancel": partial(campaigns.cancel_campaign, reason="over"),
    "archive": campaigns.archive_campaign,
}

# the steps that lead to a state, and those that it allows
ALLOWED: dict[str, tuple[list[str], set[str]]] = {
    "draft": ([], {"submit", "cancel"}),
    "in review": (["submit"], {"approve", "return", "cancel"}),
    "returned": (["submit", "return"], {"submit", "cancel"}),
    "approved": (["submit", "approve"], {"revise", "pause", "cancel"}),
    "paused": (["submit", "approve", "pause"], {"revise", "resume", "cancel"}),
    "revised": (
        ["submit", "approve", "revise"], {"submit", "discard", "pause", "cancel"},
    ),
    "revision in review": (
        ["submit", "approve", "revise", "submit"], {"approve", "return", "pause", "cancel"},
    ),
    "revision returned": (
        ["submit", "approve", "revise", "submit", "return"],
        {"submit", "discard", "pause", "cancel"},
    ),
    "discarded": (
        ["submit", "approve", "revise", "discard"], {"revise", "pause", "cancel"},
    ),
    "cancelled": (["submit", "approve", "cancel"], {"archive"}),
    "archived": (["cancel", "archive"], set()),
}  # fmt: skip


def take(campaign: Campaign, *steps: str, at: datetime = NOW) -> None:
    """Take *steps*, each by somebody else."""
    for step in steps:
        STEPS[step](campaign_id=campaign.pk, by=UserFactory(), at=at)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ALLOWED)
def test_a_state_allows_its_steps_and_refuses_all_others(state: str, step: str) -> None:
    path, allowed = ALLOWED[state]
    campaign = PrizeFactory().game.campaign
    take(campaign, *path)
    person: User = UserFactory()
    before = database_fingerprint()

    try:
        STEPS[step](campaign_id=campaign.pk, by=person, at=NOW)
    except campaigns.NotInThisState:
        assert step not in allowed
        assert database_fingerprint() == before
    else:
        assert step in allowed


def test_a_campaign_that_has_ended_can_be_archived() -> None:
    campaign = PrizeFactory().game.campaign
    publish(campaign)

    archived = campaigns.archive_campaign(campaign_id=campaign.pk, by=UserFactory(), at=LATER)

    assert archived.status == CampaignStatus.ARCHIVED


def test_a_campaign_that_ended_while_paused_can_be_archived() -> None:
    campaign = PrizeFactory().game.campaign
    take(campaign, "submit", "approve", "pause")

    archived = campaigns.archive_campaign(campaign_id=campaign.pk, by=UserFactory(), at=LATER)

    assert archived.status == CampaignStatus.ARCHIVED


def test_the_submitter_may_not_approve() -> None:
    campaign = PrizeFactory().game.campaign
    author = UserFactory()
    campaigns.submit_campaign(campaign_id=campaign.pk, by=author, at=NOW)
    before = database_fingerprint()

    with pytest.raises(campaigns.SubmitterMayNotApprove):
        campaigns.approve_campaign(campaign_id=campaign.pk, by=author, at=NOW)

    assert database_fingerprint() == before


def test_what_was_changed_after_its_submission_is_not_approved() -> None:
    campaign = PrizeFactory().game.campaign
    take(campaign, "submit")
    Campaign.objects.filter(pk=campaign.pk).update(name="Another")

    with pytest.raises(campaigns.NotInThisState, match="no longer what was submitted"):
        take(campaign, "approve")


def test_the_history_of_a_step_names_the_person_and_the_reason() -> None:
    campaign = PrizeFactory().game.campaign
    publish(campaign)
    person = UserFactory()

    campaigns.pause_campaign(campaign_id=campaign.pk, by=person, reason="printer", at=NOW)

    event = campaign.events.order_by("pgh_id").last()
    assert (event.status, event.pgh_context.metadata["user"]) == ("paused", str(person.pk))
    assert event.pgh_context.metadata["reason"] == "printer"


def test_a_published_revision_is_the_snapshot_that_its_hash_says() -> None:
    campaign = PrizeFactory().game.campaign

    revision = publish(campaign, at=NOW)

    stored = CampaignRevision.objects.get(pk=revision.pk)
    assert stored.sha256 == document_sha256(stored.snapshot)
    assert stored.published_snapshot()["number"] == 1
    assert campaign.published_revision == stored


def test_discarding_a_revision_restores_what_is_published() -> None:
    prize = PrizeFactory(quantity=3, wins_per_participant=2)
    campaign = prize.game.campaign
    limit = LimitFactory(campaign=campaign, maximum=5)
    revision = publish(campaign)
    take(campaign, "revise")
    Campaign.objects.filter(pk=campaign.pk).update(name="Another", minimum_age=90)
    campaign.games.update(name="Another", ends_at=LATER)
    prize.game.prizes.update(name="Another", quantity=9, wins_per_participant=None)
    campaign.limits.update(maximum=9, is_enabled=False)
    LimitFactory(campaign=campaign, maximum=1, window="week")
    load_voucher_codes(
        prize_id=PrizeFactory(game=prize.game, kind=PrizeKind.VOUCHER_CODE).pk, codes=["a"]
    )
    PrizeFactory(game__campaign=campaign)

    take(campaign, "discard")
    take(campaign, "revise", "submit")

    again = campaign.revisions.get(state="in_review").published_snapshot()
    published = revision.published_snapshot()
    for game in published["games"]:
        del game["sealed_in"], game["moments"]
    assert again == {
        name: value for name, value in published.items() if name not in ("number", "published_at")
    }
    assert Limit.objects.get() == limit


@pytest.mark.parametrize("step", ["revise", "pause", "cancel"])
def test_a_campaign_that_has_ended_stays_as_it_is(step: str) -> None:
    campaign = PrizeFactory().game.campaign
    publish(campaign)
    by, at = UserFactory(), campaign.ends_at
    before = database_fingerprint()

    with pytest.raises(NotInThisState):
        getattr(campaigns, f"{step}_campaign")(
            campaign_id=campaign.pk, by=by, at=at, **({} if step == "revise" else {"reason": "x"})
        )

    assert database_fingerprint() == before


def test_discarding_deletes_new_games_that_grant_tokens_of_each_other() -> None:
    campaign = PrizeFactory().game.campaign
    publish(campaign)
    take(campaign, "revise")
    one, other = GameFactory(campaign=campaign), GameFactory(campaign=campaign)
    for game, granted in ((one, other), (other, one)):
        prize = PrizeFactory(game=game, kind=PrizeKind.PLAY_TOKEN)
        TokenGrant.objects.create(prize=prize, game=granted)

    take(campaign, "discard")

    assert (campaign.games.count(), TokenGrant.objects.count()) == (1, 0)
