"""What the samples speak of, made where a sample names it: games by their codes, facts by name.

A header ``X-Known`` names what must be there, and means nothing to the platform.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from identities.api.authentication import admit
from identities.enums import ParticipantState, Scope
from identities.models import Organization, Participant
from identities.services.accounts import account_key_of
from identities.services.actors import SYSTEM
from identities.services.api_clients import create_api_client
from identities.services.participants import ProfileData
from identities.services.registration import register_participant
from identities.services.web_keys import web_key_of
from promotions.enums import DrawMethod, GameKind, LimitCounts, PrizeKind
from promotions.models import Game
from promotions.services.entries import award_entry
from promotions.services.units import load_voucher_codes
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import LimitFactory, PrizeFactory, publish
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem
from tokens.models import Token, TokenGrant
from tokens.services.awarding import award_token
from tokens.services.claiming import claim_code
from tokens.services.voiding import void_token

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
PLACE = re.compile(r"\{\{(\w+)\}\}")

# each with its only prize; "second-cup" grants a token of the Golden Cup
GAMES: dict[str, dict[str, Any]] = {
    "golden-cup": {
        "code": "cappuccino",
        "name": "Cappuccino",
        "description": "A cappuccino on the <house> & you",
    },
    "web-shop": {"code": "ten-euros", "name": "10 € voucher", "kind": PrizeKind.VOUCHER_CODE},
    "second-cup": {"code": "golden-cup-token", "kind": PrizeKind.PLAY_TOKEN},
    "lucky-sip": {"code": "mug", "draw_method": DrawMethod.PROBABILITY, "chance": 0},
    "daily-scratch": {"code": "discount"},
    "autumn-blend": {"code": "tasting"},
    "summer-raffle": {
        "code": "hammock",
        "game__kind": GameKind.DRAWING,
        "draw_method": DrawMethod.DRAWING,
    },
    "spring-raffle": {
        "code": "rake",
        "game__kind": GameKind.DRAWING,
        "draw_method": DrawMethod.DRAWING,
    },
}
# those of a campaign that is over
ENDED = {"autumn-blend", "spring-raffle"}
# those that a participant can enter, or play and be awarded a token of, once a day
LIMITED = {
    "daily-scratch": (LimitCounts.PLAYS, LimitCounts.TOKEN_AWARDS),
    "summer-raffle": (LimitCounts.ENTRIES,),
}  # fmt: skip


class Scenario:
    """An organization with games, and Ada, who plays them."""

    @cached_property
    def organization(self) -> Organization:
        return OrganizationFactory()

    @cached_property
    def ada(self) -> Participant:
        return register_participant(
            organization=self.organization,
            profile=ProfileData(email="Ada@example.com", phone="+1 248 555 0100"),
            user_name="ada",
            account_key=account_key_of(email="Ada@example.com"),
        )

    def key(self, *scopes: str, organization: Organization | None = None) -> str:
        return create_api_client(
            organization=organization or self.organization, name="ePrize", scopes=scopes
        ).key

    def profile(self, participant: Participant) -> str:
        return f"{participant.pk.hex}.{web_key_of(participant.pk)}"

    def somebody(self, **participant: Any) -> Participant:
        return ParticipantFactory(**{"organization": self.organization, **participant})

    def game(self, code: str) -> Game:
        """Return the game with *code*, published at its first call."""
        found = Game.objects.filter(organization=self.organization, code=code).first()
        return found or self._publish(code)

    def _publish(self, code: str) -> Game:
        began = NOW - (40 * DAY if code in ENDED else DAY)
        prize = PrizeFactory(
            game__code=code,
            game__campaign__organization=self.organization,
            game__campaign__starts_at=began,
            **{"name": code, **GAMES[code]},
        )
        if code == "second-cup":
            TokenGrant.objects.create(prize=prize, game=self.game("golden-cup"))
        if code == "web-shop":
            load_voucher_codes(prize_id=prize.pk, codes=[f"AURORA-{n}" for n in range(10)])
        for counts in LIMITED.get(code, ()):
            LimitFactory(campaign=prize.game.campaign, game=prize.game, counts=counts)
        publish(prize.game.campaign, at=began)
        prize.game.refresh_from_db()
        return prize.game

    def token(self, game: str = "golden-cup", **token: Any) -> Token:
        given = {"participant": self.ada, "issued_at": NOW - DAY, **token}
        made = TokenFactory(game=self.game(game), **given)
        made.refresh_from_db()
        return made

    def code(self, **token: Any) -> Token:
        """Return a code of a batch, which belongs to nobody."""
        batch = TokenBatchFactory(game=self.game("golden-cup"))
        return self.token(batch=batch, participant=None, **token)

    def void(self, token: Token) -> Token:
        void_token(
            organization=self.organization, code=token.code, reason="lost", by=SYSTEM, at=NOW
        )
        return token

    def redeemed(self, token: Token, **arguments: Any) -> Token:
        redeem(token, **arguments)
        return token

    def claimed(self, token: Token) -> Token:
        claim_code(
            organization=self.organization,
            game=token.game.code,
            code=token.code,
            participant=self.ada,
            at=NOW,
        )
        return token

    def awarded(self) -> Participant:
        """Return Ada, who can't be awarded another token of the Daily Scratch today."""
        award_token(
            organization=self.organization,
            game=self.game("daily-scratch").code,
            participant=self.ada.source_id,
            by=SYSTEM,
            at=NOW,
        )
        return self.ada

    def entered(self) -> Participant:
        """Return Ada, who can't enter the Summer Raffle again today."""
        award_entry(
            organization=self.organization,
            game=self.game("summer-raffle").code,
            participant=self.ada.source_id,
            by=SYSTEM,
        )
        return self.ada

    def beyond_limit(self) -> Token:
        self.redeemed(self.token("daily-scratch"))
        return self.token("daily-scratch")

    def limited_key(self) -> str:
        """Return the key of a client that may ask no more in this minute."""
        made = create_api_client(
            organization=self.organization, name="x", scopes=Scope.values, requests_per_minute=1
        )
        admit(made.key)
        return made.key

    def facts(self, text: str) -> dict[str, str]:
        """Make what *text* names, and return the facts in it, the names of answers left out."""
        for code in GAMES:
            if f"/{code}/" in text:
                self.game(code)
        return {name: FACTS[name](self) for name in sorted(set(PLACE.findall(text)) & set(FACTS))}


FACTS: dict[str, Callable[[Scenario], str]] = {
    "key": lambda s: s.key(*Scope.values),
    "limited_key": lambda s: s.limited_key(),
    "reading_key": lambda s: s.key(Scope.READ),
    "strangers_key": lambda s: s.key(*Scope.values, organization=OrganizationFactory()),
    "profile": lambda s: s.profile(s.ada),
    "awarded_profile": lambda s: s.profile(s.awarded()),
    "entered_profile": lambda s: s.profile(s.entered()),
    "blocked_profile": lambda s: s.profile(s.somebody(state=ParticipantState.BLOCKED)),
    "erased_profile": lambda s: s.profile(s.somebody(state=ParticipantState.ERASED)),
    "strangers_profile": lambda s: s.profile(ParticipantFactory()),
    "bare_profile": lambda s: s.profile(s.somebody()),
    "token": lambda s: s.token().code,
    "voucher_token": lambda s: s.token("web-shop").code,
    "granting_token": lambda s: s.token("second-cup").code,
    "losing_token": lambda s: s.token("lucky-sip").code,
    "beyond_limit": lambda s: s.beyond_limit().code,
    "ended_token": lambda s: s.token("autumn-blend").code,
    "redeemed_token": lambda s: s.redeemed(s.token()).code,
    "voided_token": lambda s: s.void(s.token()).code,
    "expired_token": lambda s: s.token(expires_at=NOW).code,
    "blocked_token": lambda s: s.token(participant=s.somebody(state=ParticipantState.BLOCKED)).code,
    "code": lambda s: s.code().code,
    "claimed_code": lambda s: s.claimed(s.code()).code,
    "redeemed_code": lambda s: s.redeemed(s.code(), participant="eve").code,
    "voided_code": lambda s: s.void(s.code()).code,
    "expired_code": lambda s: s.code(expires_at=NOW).code,
}
