"""Random sequences of all that happens to a campaign, compared with a small model of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from identities.models import Participant
from identities.services.actors import SYSTEM
from promotions.models import LimitUsage, Play, PrizeUnit
from promotions.services import campaigns
from promotions.services.invariants import check_invariants
from promotions.services.refusals import Refused
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, LimitFactory, PrizeFactory, publish
from tests.factories.tokens import redeem
from tests.tokens.services.model import Model
from tokens.models import Token
from tokens.services.awarding import award_token, create_batch
from tokens.services.voiding import TokenAlreadyRedeemed, void_token

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = st.sampled_from(["ada", "bob", "eve"])
LIFETIMES = st.sampled_from([None, timedelta(hours=1), timedelta(days=2)])
STEPS = st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(hours=11), timedelta(days=1)])
NUMBERS = st.integers(0, 99)


class Promotion(RuleBasedStateMachine):
    """The engine and the model, told the same."""

    @initialize(units=st.integers(1, 6))
    def publish(self, units: int) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.model = Model(START, START + timedelta(days=4), 2, 4, units)
        self.now = START - timedelta(hours=1)
        self.campaign = CampaignFactory(starts_at=START, ends_at=self.model.ends_at)
        self.prize = PrizeFactory(game__campaign=self.campaign, quantity=units)
        self.limit = LimitFactory(campaign=self.campaign, maximum=2)
        self.awards = LimitFactory(
            campaign=self.campaign, counts="token_awards", window="campaign", maximum=4
        )
        publish(self.campaign, at=self.now)
        self.person = UserFactory()
        self.tokens: list[Token] = []

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            broken = check_invariants()
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            assert broken == []

    @rule(step=STEPS)
    def clock_moves(self, step: timedelta) -> None:
        self.now += step

    @rule(name=NAMES, lifetime=LIFETIMES)
    def award(self, name: str, lifetime: timedelta | None) -> None:
        expires_at = lifetime and self.now + lifetime
        try:
            with transaction.atomic():
                awarded = award_token(
                    organization=self.campaign.organization, game=self.prize.game.code,
                    participant=name, by=SYSTEM, at=self.now, expires_at=expires_at,
                )  # fmt: skip
            self.tokens.append(awarded.token)
            answer = "awarded"
        except Refused as refused:
            answer = refused.code

        assert answer == self.model.award(name, expires_at)

    @rule(lifetime=LIFETIMES)
    def print_code(self, lifetime: timedelta | None) -> None:
        expires_at = lifetime and self.now + lifetime
        batch = create_batch(
            organization=self.campaign.organization, game=self.prize.game.code, name="Flyers",
            quantity=1, by=SYSTEM, at=self.now, expires_at=expires_at,
        )  # fmt: skip
        self.tokens.append(batch.tokens.get())
        self.model.print_code(expires_at)

    @precondition(lambda self: self.tokens)
    @rule(number=NUMBERS, name=st.none() | NAMES)
    def redeem(self, number: int, name: str | None) -> None:
        number %= len(self.tokens)
        try:
            with transaction.atomic():
                found = redeem(self.tokens[number], participant=name, at=self.now)
            answer = f"again {found.result}" if found.replayed else found.result
        except Refused as refused:
            answer = refused.code

        assert answer == self.model.redeem(number, name, self.now)

    @precondition(lambda self: self.tokens)
    @rule(number=NUMBERS)
    def void(self, number: int) -> None:
        number %= len(self.tokens)
        token = self.tokens[number]
        try:
            answer = void_token(
                organization=token.organization, code=token.code, reason="x", by=SYSTEM,
                at=self.now,
            ).state  # fmt: skip
        except TokenAlreadyRedeemed:
            answer = "redeemed"

        assert answer == self.model.void(number)

    @rule(name=NAMES)
    def block_or_unblock(self, name: str) -> None:
        self.model.blocked ^= {name}
        state = "blocked" if name in self.model.blocked else "active"
        Participant.objects.update_or_create(
            organization=self.campaign.organization, source_id=name, defaults={"state": state}
        )

    @precondition(lambda self: self.now < self.model.ends_at)
    @rule()
    def pause_or_resume(self) -> None:
        paused = self.model.status == "paused"
        step = campaigns.resume_campaign if paused else campaigns.pause_campaign
        step(campaign_id=self.campaign.pk, by=self.person, reason="x", at=self.now)
        self.model.status = "approved" if paused else "paused"

    @precondition(lambda self: self.now < self.model.ends_at)
    @rule(maximum=st.integers(1, 4), more=st.integers(0, 2))
    def revise(self, maximum: int, more: int) -> None:
        # instants of approval tell which revision a token was awarded under
        self.now += timedelta(seconds=1)
        if self.now >= self.model.ends_at:
            return
        campaigns.revise_campaign(campaign_id=self.campaign.pk, by=self.person, at=self.now)
        self.limit.maximum = self.model.plays_a_day = maximum
        self.limit.save()
        self.prize.quantity += more
        self.prize.save()
        self.model.units += more
        publish_as(self.campaign.pk, self.person, self.now)

    @invariant()
    def usage_and_units_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        usage = LimitUsage.objects.filter(limit=self.limit)
        assert sorted(usage.values_list("used", flat=True)) == sorted(self.model.plays.values())
        awards = LimitUsage.objects.filter(limit=self.awards)
        assert sorted(awards.values_list("used", flat=True)) == sorted(
            number for number in self.model.awards.values() if number
        )
        units = PrizeUnit.objects.filter(prize=self.prize)
        assert units.available().count() == self.model.units
        assert Play.objects.count() == self.model.plays.total()


def publish_as(campaign_id: object, author: object, at: datetime) -> None:
    campaigns.submit_campaign(campaign_id=campaign_id, by=author, at=at)
    campaigns.approve_campaign(campaign_id=campaign_id, by=UserFactory(), at=at)


def test_the_engine_does_what_the_model_does() -> None:
    run_state_machine_as_test(
        Promotion,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
