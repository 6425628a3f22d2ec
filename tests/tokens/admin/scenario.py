"""One organization with a row of everything that the admin shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.urls import reverse

from badges.models import BadgeOptOut
from identities.enums import Channel, StaffRole
from identities.models import Organization, Participant
from identities.services.actors import Actor
from promotions.enums import DrawMethod, PrizeKind, Spread
from promotions.models import Award, Campaign, Game, Play, Prize, PrizeUnit, Seal
from promotions.services.units import load_voucher_codes
from tests.factories.badges import BadgeRuleFactory, achieve
from tests.factories.drawings import drawn, ended_drawing
from tests.factories.identities import (
    ApiClientFactory,
    OrganizationFactory,
    ParticipantFactory,
    ProfileFactory,
)
from tests.factories.promotions import (
    CampaignFactory,
    GameFactory,
    GamePresentationFactory,
    GameTypeFactory,
    LimitFactory,
    PrizeFactory,
    PrizePresentationFactory,
    publish,
)
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, fund, mint, project_wallet
from tests.identities.admin.people import staff
from tokens.models import AwardRequest, Token, TokenGrant
from tokens.services.awarding import create_batch

VOUCHER = "VOUCHER-SECRET-{}"


@dataclass
class Scenario:
    organization: Organization
    rows: list[Model]

    def row(self, model: type[Model]) -> Any:
        return next(row for row in self.rows if isinstance(row, model))


def scenario(organization: Organization | None = None) -> Scenario:
    """A published campaign with all kinds of prizes, a win, and moments that lie ahead."""
    organization = organization or OrganizationFactory()
    campaign = CampaignFactory(organization=organization)
    limit = LimitFactory(campaign=campaign, maximum=5)
    game = GameFactory(campaign=campaign)
    prize = PrizeFactory(
        game=game, kind=PrizeKind.VOUCHER_CODE, draw_method=DrawMethod.EVERY_PLAY, quantity=3
    )
    load_voucher_codes(prize_id=prize.pk, codes=[VOUCHER.format(n) for n in range(3)])
    PrizeFactory(
        game=GameFactory(campaign=campaign),
        draw_method=DrawMethod.MOMENT,
        spread=Spread.UNIFORM,
        quantity=40,
    )
    granting = PrizeFactory(game=game, kind=PrizeKind.PLAY_TOKEN)
    PrizePresentationFactory(prize=granting)
    GamePresentationFactory(game=game, game_type=GameTypeFactory(organization=organization))
    grant = TokenGrant.objects.create(prize=granting, game=game)
    revision = publish(campaign)
    game.refresh_from_db()
    token = token_for(game, expires_at=datetime.now(UTC) + timedelta(days=5))
    redeem(token)
    token.refresh_from_db()
    ProfileFactory(participant=token.participant, email="ada@example.test")
    by = Actor(channel=Channel.ADMIN)
    batch = create_batch(
        organization=organization, game=game.code, name="Flyers", quantity=4, by=by,
        at=datetime.now(UTC),
    )  # fmt: skip
    play = Play.objects.get(token=token)
    administrator = staff(StaffRole.ADMINISTRATOR, organization)
    drawing = drawn(ended_drawing("winner", "alternate", organization=organization, alternates=1))
    rule = BadgeRuleFactory(outcome_type__organization=organization)
    processed = achieve(rule.outcome_type, token.participant.source_id)
    opt_out = BadgeOptOut.objects.create(participant=ParticipantFactory(organization=organization))
    return Scenario(
        organization,
        [
            campaign, game, prize, limit, revision, Seal.objects.filter(game=game).get(), play,
            Award.objects.get(play=play), token, batch, token.participant, organization,
            ApiClientFactory(organization=organization), administrator,
            administrator.memberships.get(), granting, grant, rule.badge, rule.outcome_type, rule,
            processed.outcome, *processed.assigned, opt_out, game.presentation.game_type,
            drawing, drawing.game.entries.first(), *value_rows(campaign, token.participant),
        ],
    )  # fmt: skip


def value_rows(campaign: Campaign, participant: Participant) -> list[Model]:
    """Some of an asset's amount was minted, and an award of more than was funded waits."""
    asset, source_id = AssetFactory(campaign=campaign), participant.source_id
    award((asset, 5), participant=source_id)
    minted = mint(asset, 2, participant=source_id).mint
    queued = award((asset, 30), participant=source_id, wallet="0xada")
    funding = fund(asset, 20).funding
    request = AwardRequest.objects.get(pk=queued.id)
    return [asset, project_wallet(asset), request, minted, funding, minted.transfer]


def moments_ahead(organization: Organization) -> list[datetime]:
    units = PrizeUnit.objects.filter(
        game__organization=organization, opens_at__gt=datetime.now(UTC)
    )
    return [unit.opens_at for unit in units if unit.opens_at]


def change_url(row: Model) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def list_url(model: type[Model]) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def add_url(model: type[Model]) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_add")


def step_url(row: Model, step: str) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{step}", args=[row.pk])


__all__ = [
    "VOUCHER", "Campaign", "Game", "Prize", "Scenario", "Token", "add_url", "change_url",
    "list_url", "moments_ahead", "scenario", "step_url",
]  # fmt: skip
