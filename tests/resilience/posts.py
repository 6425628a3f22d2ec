"""Every POST of the platform API, with what it needs and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from badges.models import BadgeAssignment, Outcome
from identities.models import Organization, Participant
from promotions.models import Award, AwardEvent, Entry, Game, Play, Replacement
from tests.factories.badges import BadgeAssignmentFactory, OutcomeTypeFactory
from tests.factories.drawings import drawing_game, drawn, ended_drawing
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, project_wallet
from tokens.models import Asset, AwardRequest, Funding, Mint, Token, TokenBatch

serial = count()


@dataclass(frozen=True, slots=True)
class Post:
    """A request that was not sent yet, and how many effects of it there are."""

    path: str
    body: dict[str, Any]
    effects: Callable[[], int]


def award_token(organization: Organization, game: Game) -> Post:
    before = Token.objects.count()
    return Post(
        "/platform/v1/tokens",
        {"game": game.code, "participant": "lost-answers"},
        lambda: Token.objects.count() - before,
    )


def redeem_token(organization: Organization, game: Game) -> Post:
    token = token_for(game)
    return Post(
        f"/platform/v1/tokens/{token.code}/redeem",
        {},
        lambda: Play.objects.filter(token=token).count(),
    )


def void_token(organization: Organization, game: Game) -> Post:
    token = token_for(game)
    return Post(
        f"/platform/v1/tokens/{token.code}/void",
        {"reason": "test"},
        lambda: Token.objects.filter(pk=token.pk, voided_at__isnull=False).count(),
    )


def create_participant(organization: Organization, game: Game) -> Post:
    source_id = f"lost-{next(serial)}"
    return Post(
        "/platform/v1/participants",
        {"source_id": source_id, "first_name": "Ada"},
        lambda: Participant.objects.filter(source_id=source_id).count(),
    )


def create_batch(organization: Organization, game: Game) -> Post:
    name = f"lost-{next(serial)}"
    return Post(
        "/platform/v1/batches",
        {"game": game.code, "name": name, "quantity": 2},
        lambda: TokenBatch.objects.filter(name=name).count(),
    )


def claim_award(organization: Organization, game: Game) -> Post:
    award = redeem(token_for(game)).award
    return Post(
        f"/platform/v1/awards/{award['id']}/claim",
        {},
        lambda: AwardEvent.objects.filter(award=award["id"]).count(),
    )


def transition_award(organization: Organization, game: Game) -> Post:
    award = redeem(token_for(game)).award
    return Post(
        f"/platform/v1/awards/{award['id']}/transition",
        {"to": "disqualified", "reason": "test"},
        lambda: AwardEvent.objects.filter(award=award["id"]).count(),
    )


def award_entry(organization: Organization, game: Game) -> Post:
    drawings = Game.objects.filter(organization=organization, kind="drawing")
    raffle = drawings.first() or drawing_game(organization=organization)
    participant = f"lost-{next(serial)}"
    return Post(
        "/platform/v1/entries",
        {"game": raffle.code, "participant": participant},
        lambda: Entry.objects.filter(participant__source_id=participant).count(),
    )


def replace_award(organization: Organization, game: Game) -> Post:
    winners = Award.objects.filter(organization=organization, state="won", play__isnull=True)
    if not winners.exists():
        names = [f"winner-{number}" for number in range(450)]
        drawn(ended_drawing(*names, organization=organization, quantity=225, alternates=225))
    award = winners.earliest("drawn_entry__rank")
    return Post(
        f"/platform/v1/awards/{award.pk}/replace",
        {"reason": "test"},
        lambda: Replacement.objects.filter(replaced=award.drawn_entry).count(),
    )


def process_outcome(organization: Organization, game: Game) -> Post:
    outcome_type = OutcomeTypeFactory(organization=organization)
    return Post(
        "/platform/v1/outcomes",
        {"participant": "lost-answers", "outcome": outcome_type.code},
        lambda: Outcome.objects.filter(outcome_type=outcome_type).count(),
    )


def revoke_badge(organization: Organization, game: Game) -> Post:
    assignment = BadgeAssignmentFactory(badge__organization=organization)
    revoked = BadgeAssignment.objects.filter(pk=assignment.pk, revoked_at__isnull=False)
    return Post(
        f"/platform/v1/badge-assignments/{assignment.pk}/revoke",
        {"reason": "test"},
        revoked.count,
    )


def _asset(organization: Organization, game: Game) -> Asset:
    found = Asset.objects.filter(campaign=game.campaign).first()
    return found or AssetFactory(campaign=game.campaign)


def fund_wallet(organization: Organization, game: Game) -> Post:
    asset = _asset(organization, game)
    request_id = f"lost-{next(serial)}"
    award((asset, 1), wallet="0xADA")
    funded = Funding.objects.filter(request_id=request_id, settled__isnull=False)
    return Post(
        f"/platform/v1/wallets/{project_wallet(asset).address}/fund",
        {"asset": str(asset.pk), "amount": "1", "request_id": request_id},
        funded.count,
    )


def request_award(organization: Organization, game: Game) -> Post:
    asset = _asset(organization, game)
    request_id = f"lost-{next(serial)}"
    return Post(
        "/platform/v1/award-requests",
        {
            "request_id": request_id,
            "campaign": str(asset.campaign_id),
            "participant": "ada",
            "amounts": [{"asset": str(asset.pk), "amount": "1"}],
        },
        AwardRequest.objects.filter(request_id=request_id).count,
    )


def mint_allowance(organization: Organization, game: Game) -> Post:
    asset = _asset(organization, game)
    request_id = f"lost-{next(serial)}"
    award((asset, 1))
    return Post(
        "/platform/v1/allowances/mint",
        {
            "participant": "ada",
            "asset": str(asset.pk),
            "amount": "1",
            "wallet": "0xADA",
            "request_id": request_id,
        },
        Mint.objects.filter(request_id=request_id).count,
    )


def issue_user_token(organization: Organization, game: Game) -> Post:
    # a second token does no harm: who it is for is what must be there once
    source_id = f"lost-{next(serial)}"
    return Post(
        "/platform/v1/user-tokens",
        {"participant": source_id},
        Participant.objects.filter(source_id=source_id).count,
    )


POSTS = (
    award_token,
    redeem_token,
    void_token,
    create_participant,
    create_batch,
    claim_award,
    transition_award,
    award_entry,
    replace_award,
    process_outcome,
    revoke_badge,
    fund_wallet,
    request_award,
    mint_allowance,
    issue_user_token,
)
