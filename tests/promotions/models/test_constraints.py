"""Every named rule of the tables, broken by going round the services."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from promotions.enums import DrawMethod, PrizeKind, ReleasePolicy, Spread, UnitState
from promotions.models import (
    Award,
    AwardEvent,
    Campaign,
    CampaignRevision,
    Game,
    GamePresentation,
    GameRevision,
    GameType,
    InvariantCheck,
    Limit,
    LimitUsage,
    Play,
    Prize,
    PrizePresentation,
    PrizeUnit,
    Seal,
)
from promotions.services.checks import record_check
from tests.database import named_rules, named_triggers, stopped_by, store_again, violated_by
from tests.factories.identities import OrganizationFactory, ParticipantFactory, UserFactory
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    LimitFactory,
    PrizeFactory,
    live_game,
    losing_game,
    publish,
)
from tests.factories.tokens import redeem, token_for
from tests.promotions.models import drawing_rules, simulation_rules

pytestmark = pytest.mark.django_db

NOW = datetime.now(UTC)
BEFORE = NOW - timedelta(days=1)


def won(**prize: object) -> Award:
    play = redeem(token_for(live_game(**prize)))
    return Award.objects.select_related("play__unit").get(play=play.play_id)


def unit(**changes: object) -> None:
    """Store a unit of a published prize, with *changes*."""
    store_again(PrizeUnit.objects.filter(game=live_game()).first(), **changes)


def published() -> Limit:
    """Return a limit of a published campaign."""
    limit = LimitFactory(campaign=PrizeFactory().game.campaign)
    publish(limit.campaign)
    return limit


def revision(**changes: object) -> None:
    store_again(live_game().published.revision, number=9, **changes)


def check() -> InvariantCheck:
    return record_check(asked=["seal_recomputes"], violations=[])


def prize(**changes: object) -> Prize:
    return PrizeFactory(**changes)


def voucher_code_twice() -> None:
    first = PrizeUnit.objects.create(
        prize=(prize := PrizeFactory()), game=prize.game, state="held", voucher_code="a"
    )
    store_again(first)


def two_open_revisions() -> None:
    campaign = CampaignFactory()
    for number in (1, 2):
        CampaignRevision.objects.create(campaign=campaign, number=number, state="draft")


def usage(**changes: object) -> LimitUsage:
    values = {"used": 1, "maximum": 1, "limit_maximum": 1, **changes}
    return LimitUsage.objects.create(
        limit=LimitFactory(), subject=LimitFactory().pk, window_starts_at=NOW, **values
    )


def lost_play() -> Play:
    return Play.objects.get(pk=redeem(token_for(losing_game())).play_id)


def event(**changes: object) -> AwardEvent:
    values = {"reason": "because", "from_state": "won", "to_state": "claimed", **changes}
    return AwardEvent.objects.create(award=won(), channel="admin", happened_at=NOW, **values)


def event_without_reason() -> AwardEvent:
    return event(reason="")


def unknown_status() -> None:
    # two rules refuse it; this is about the second
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE promotions_campaign DROP CONSTRAINT campaign_published_when_approved"
        )
    CampaignFactory(status="asleep")


VIOLATIONS: dict[str, Callable[[], object]] = {
    "campaign_period_in_order": lambda: CampaignFactory(starts_at=NOW, ends_at=NOW),
    "campaign_status_known": unknown_status,
    "campaign_published_when_approved": lambda: CampaignFactory(status="approved"),
    "revision_number_unique": lambda: store_again(live_game().published.revision),
    "revision_open_once_per_campaign": two_open_revisions,
    "revision_state_known": lambda: revision(state="torn", approved_by=None, approved_at=None),
    "revision_submitter_is_not_approver": lambda: revision(
        submitted_by=(person := UserFactory()), approved_by=person
    ),
    "revision_approved_iff_by_somebody": lambda: revision(approved_at=None),
    "revision_submitted_unless_draft": lambda: revision(
        state="returned", approved_by=None, approved_at=None, submitted_at=None
    ),
    "game_code_unique": lambda: store_again(GameFactory()),
    "game_period_in_order": lambda: GameFactory(starts_at=NOW, ends_at=NOW),
    "game_campaign_in_organization": lambda: Game.objects.filter(pk=GameFactory().pk).update(
        campaign=CampaignFactory()
    ),
    "game_revision_once_per_publication": lambda: store_again(live_game().published),
    "game_revision_period_in_order": lambda: store_again(
        live_game().published, revision=live_game().published.revision, ends_at=BEFORE,
        starts_at=BEFORE,
    ),
    "game_type_source_id_unique": lambda: store_again(
        GameType.objects.create(organization=OrganizationFactory(), source_id=uuid4(), name="Wheel")
    ),
    "game_presentation_warning_is_percentage": lambda: GamePresentation.objects.create(
        game=GameFactory(), warning_percentage=101
    ),
    "prize_presentation_awards_in_order": lambda: PrizePresentation.objects.create(
        prize=PrizeFactory(), must_award_by=1, do_not_award_until=2
    ),
    "seal_once_per_publication": lambda: store_again(live_game().published.seal),
    "limit_unique": lambda: store_again(LimitFactory()),
    "limit_maximum_positive": lambda: LimitFactory(maximum=0),
    "limit_words_known": lambda: LimitFactory(window="year"),
    "limit_usage_unique": lambda: store_again(usage()),
    "limit_usage_within_maximum": lambda: usage(used=2),
    "prize_code_unique": lambda: store_again(PrizeFactory()),
    "prize_kind_known": lambda: prize(kind="smile"),
    "prize_chance_iff_probability": lambda: prize(chance=1),
    "prize_spread_iff_moment": lambda: prize(draw_method=DrawMethod.MOMENT),
    "prize_window_iff_policy": lambda: prize(window_seconds=1),
    "prize_release_policy_for_moments": lambda: prize(release_policy=ReleasePolicy.VOID),
    "prize_voucher_never_returns": lambda: prize(
        kind=PrizeKind.VOUCHER_CODE, returns_forfeited=True
    ),
    "prize_claim_and_wins_positive": lambda: prize(claim_seconds=0),
    "prize_value_has_currency": lambda: prize(value=1),
    "prize_unit_state_known": lambda: unit(state="eaten"),
    "prize_unit_awarded_iff_instant": lambda: unit(state=UnitState.AWARDED),
    "prize_unit_awarded_after_opening": lambda: unit(
        state=UnitState.AWARDED, opens_at=NOW, awarded_at=BEFORE
    ),
    "prize_unit_period_in_order": lambda: unit(opens_at=NOW, closes_at=NOW),
    "prize_unit_awarded_before_closing": lambda: unit(
        state=UnitState.AWARDED, opens_at=BEFORE, closes_at=NOW, awarded_at=NOW
    ),
    "prize_unit_published_unless_held": lambda: unit(revision=None),
    "prize_unit_voucher_code_unique": voucher_code_twice,
    "prize_unit_of_prize_in_game": lambda: unit(game=GameFactory()),
    "play_won_iff_unit": lambda: store_again(won().play, unit=None),
    "play_game_in_organization": lambda: store_again(
        won().play, unit=None, result="lost", game=GameFactory()
    ),
    "play_participant_in_organization": lambda: store_again(
        won().play, unit=None, result="lost", participant=ParticipantFactory()
    ),
    "award_state_known": lambda: store_again(won(), state="eaten"),
    "award_claim_period_in_order": lambda: store_again(won(), claim_by=BEFORE),
    "award_within_wins_allowed": lambda: store_again(won(), wins_allowed=1, win_number=2),
    "award_win_number_unique": lambda: store_again(won(wins_per_participant=1), play=lost_play()),
    "award_participant_in_organization": lambda: store_again(
        won(), play=lost_play(), participant=ParticipantFactory()
    ),
    "award_event_has_reason": event_without_reason,
    **drawing_rules.VIOLATIONS,
    **simulation_rules.VIOLATIONS,
}  # fmt: skip


STOPPED: dict[str, list[Callable[[], object]]] = {
    "approved_revision_never_changes": [
        lambda: CampaignRevision.objects.filter(games__game=live_game()).update(reason="x"),
        lambda: CampaignRevision.objects.filter(pk=live_game().published.revision_id)._raw_delete(
            "default"
        ),
    ],
    "seal_never_changes": [
        lambda: Seal.objects.filter(game=live_game()).update(commitment="x"),
        lambda: Seal.objects.filter(game=live_game())._raw_delete("default"),
    ],
    "game_revision_never_changes": [
        lambda: GameRevision.objects.filter(game=live_game()).update(prizes=[]),
        lambda: GameRevision.objects.filter(game=live_game())._raw_delete("default"),
    ],
    "play_never_changes": [
        lambda: Play.objects.filter(pk=won().play_id).update(request_id="x"),
        lambda: Play.objects.filter(pk=won().play_id)._raw_delete("default"),
    ],
    "award_never_deleted": [lambda: Award.objects.filter(pk=won().pk)._raw_delete("default")],
    "award_state_moves_forward": [
        lambda: Award.objects.filter(pk=won().pk).update(state="fulfilled"),
        lambda: Award.objects.filter(pk=won().pk).update(state="verified"),
    ],
    "published_campaign_never_deleted": [
        lambda: Campaign.objects.filter(pk=published().campaign_id)._raw_delete("default"),
    ],
    "published_campaign_stays_the_same": [
        lambda: Campaign.objects.filter(pk=published().campaign_id).update(time_zone="Asia/Tokyo"),
        lambda: Campaign.objects.filter(pk=published().campaign_id).update(
            organization=OrganizationFactory()
        ),
    ],
    "published_game_never_deleted": [
        lambda: Game.objects.filter(pk=live_game().pk)._raw_delete("default"),
    ],
    "published_game_stays_the_same": [
        lambda: Game.objects.filter(pk=live_game().pk).update(code="other"),
        lambda: Game.objects.filter(pk=live_game().pk).update(kind="drawing"),
        lambda: Game.objects.filter(pk=live_game().pk).update(campaign=CampaignFactory()),
    ],
    "published_prize_never_deleted": [
        lambda: Prize.objects.filter(game=losing_game())._raw_delete("default"),
    ],
    "published_prize_stays_the_same": [
        lambda: Prize.objects.filter(game=live_game()).update(code="other"),
        lambda: Prize.objects.filter(game=live_game()).update(kind="voucher_code"),
        lambda: Prize.objects.filter(game=live_game()).update(draw_method="probability", chance=0),
    ],
    "published_limit_never_deleted": [
        lambda: Limit.objects.filter(pk=published().pk)._raw_delete("default"),
    ],
    "published_limit_stays_the_same": [
        lambda: Limit.objects.filter(pk=published().pk).update(counts="wins"),
        lambda: Limit.objects.filter(pk=published().pk).update(per="game"),
        lambda: Limit.objects.filter(pk=published().pk).update(window="week"),
        lambda: Limit.objects.filter(pk=published().pk).update(game=GameFactory()),
    ],
    "award_event_never_changes": [
        lambda: AwardEvent.objects.filter(pk=event().pk).update(reason="x"),
        lambda: AwardEvent.objects.filter(pk=event().pk)._raw_delete("default"),
    ],
    "invariant_check_never_changes": [
        lambda: check() and InvariantCheck.objects.update(broken={}),
        lambda: check() and InvariantCheck.objects.all()._raw_delete("default"),
    ],
    **drawing_rules.STOPPED,
}

# keys that other tables refer to; the primary key speaks first
REFERRED_TO = {"campaign_in_organization", "game_in_organization", "prize_in_game"}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_named_rule_holds(name: str) -> None:
    assert violated_by(VIOLATIONS[name]) == name


def test_every_named_rule_is_tried() -> None:
    assert named_rules("promotions") == VIOLATIONS.keys() | REFERRED_TO


@pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name, tries in STOPPED.items() for number in range(len(tries))],
)
def test_a_trigger_stops_what_must_not_happen(name: str, number: int) -> None:
    assert stopped_by(STOPPED[name][number]) == name


def test_every_trigger_is_tried() -> None:
    assert named_triggers("promotions") == STOPPED.keys()


def test_a_draft_revision_may_change_and_go() -> None:
    draft = CampaignRevision.objects.create(campaign=CampaignFactory(), number=1, state="draft")

    Campaign.objects.update(name="x")
    CampaignRevision.objects.update(reason="x")
    draft.delete()

    assert CampaignRevision.objects.count() == 0


def test_a_spread_of_a_prize_without_moments_is_refused() -> None:
    assert violated_by(lambda: prize(spread=Spread.UNIFORM)) == "prize_spread_iff_moment"
