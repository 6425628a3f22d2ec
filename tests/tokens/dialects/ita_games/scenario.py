"""What the samples speak of, made where a sample names it: games by their codes, facts by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from identities.api.authentication import admit
from identities.enums import Channel, ParticipantState, Scope
from identities.models import Organization, Participant
from identities.services.actors import Actor
from identities.services.api_clients import count_wrong_code, create_api_client
from promotions.enums import DrawMethod, LimitCounts
from promotions.models import Game
from promotions.services.campaigns import pause_campaign
from promotions.services.games import GameContent, create_game
from promotions.services.prizes import PrizeContent, add_prize
from tests.factories.identities import OrganizationFactory, ParticipantFactory, UserFactory
from tests.factories.promotions import GameTypeFactory, LimitFactory, PrizeFactory, publish
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem
from tokens.models import Token
from tokens.services.awarding import award_token

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
BEGIN = NOW - 60 * DAY
# of tokens whose instants are in answers
ISSUED = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
EXPIRED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
BY = Actor(channel=Channel.ITA_GAMES)
PLACE = re.compile(r"\{\{(\w+)\}\}")
GAME_TYPE = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")

# published games: when they begin and end, in days from now; "sample string 3" is the page's
GAMES: dict[str, tuple[int, int]] = {
    "sample string 3": (-60, 60),
    "wheel": (-60, 60),
    "lucky-sip": (-60, 60),
    "daily-scratch": (-60, 60),
    "paused": (-60, 60),
    "autumn": (-60, -1),
    "spring": (1, 60),
}
DRAFT = GameContent(
    name="Spring Wheel", start_message="Spin <now> & win!", game_type=GAME_TYPE,
    bundle_name="wheel.js", theme="spring", completion_title="That was it",
    completion_message="See you tomorrow.", client_logo_url="https://example.com/client.png",
    program_logo_url="https://example.com/program.png",
    starting_logo_url="https://example.com/start.png",
    background_image_url="https://example.com/back.png",
    catalog_url="https://example.com/catalog?page=1&size=2", warning_percentage=10,
    warning_addresses="ada@example.com;eve@example.com", warns_by_email=True,
)  # fmt: skip
PAYOUTS = {
    "mug": PrizeContent(
        name="Mug", value=12, image_url="https://example.com/mug.png", position=1, share=25,
        outcome_message="A mug!", highlighted_image_url="https://example.com/won.png",
        must_award_by=100, do_not_award_until=10,
    ),
    "sticker": PrizeContent(name="Sticker", position=2, is_fallback=True, is_hidden=True),
}  # fmt: skip


class Scenario:
    """An organization with games, and Ada, who plays them."""

    @cached_property
    def organization(self) -> Organization:
        return OrganizationFactory()

    @cached_property
    def ada(self) -> Participant:
        return ParticipantFactory(organization=self.organization, source_id="ada")

    def key(self, *scopes: str, organization: Organization | None = None, **client: Any) -> str:
        return create_api_client(
            organization=organization or self.organization, name="ITA", scopes=scopes, **client
        ).key

    def limited_key(self) -> str:
        """Return the key of a client that may ask no more in this minute."""
        key = self.key(*Scope.values, requests_per_minute=1)
        admit(key)
        return key

    def guessers_key(self) -> str:
        """Return the key of a client that has named too many unknown tokens in this minute."""
        made = create_api_client(organization=self.organization, name="x", scopes=Scope.values)
        for _ in range(60):
            count_wrong_code(client_id=made.client.pk)
        return made.key

    def game(self, code: str) -> Game:
        """Return the game with *code*, published at its first call."""
        found = Game.objects.filter(organization=self.organization, code=code).first()
        return found or self._publish(code)

    def _publish(self, code: str) -> Game:
        begins, ends = GAMES[code]
        drawn = {"draw_method": DrawMethod.PROBABILITY, "chance": 0} if code == "lucky-sip" else {}
        prize = PrizeFactory(
            game__code=code, game__name=f"Game of {code}",
            game__icon_url="https://example.com/icon.png?a=1&b=2",
            game__campaign__organization=self.organization,
            game__campaign__starts_at=NOW + begins * DAY,
            game__campaign__ends_at=NOW + ends * DAY,
            **drawn,
        )  # fmt: skip
        campaign = prize.game.campaign
        if code == "daily-scratch":
            for counts in (LimitCounts.PLAYS, LimitCounts.TOKEN_AWARDS):
                LimitFactory(campaign=campaign, game=prize.game, counts=counts)
        publish(campaign, at=BEGIN - DAY)
        if code == "paused":
            pause_campaign(campaign_id=campaign.pk, by=UserFactory(), reason="test", at=NOW)
        prize.game.refresh_from_db()
        return prize.game

    @cached_property
    def draft(self) -> Game:
        """Return the draft "spring-draft", in which everything is told."""
        self.game_type  # noqa: B018 - it is made
        return create_game(
            organization=self.organization, code="spring-draft", content=DRAFT,
            drafts_name="ITA Group Games", by=BY, at=NOW,
        )  # fmt: skip

    @cached_property
    def payouts(self) -> dict[str, str]:
        """Return the ids of the draft's prizes."""
        return {
            name: str(
                add_prize(
                    organization=self.organization, game=self.draft.code, content=content,
                    by=BY, at=NOW,
                ).pk
            )
            for name, content in PAYOUTS.items()
        }  # fmt: skip

    def token(self, game: str = "wheel", **token: Any) -> Token:
        given = {"participant": self.ada, "issued_at": ISSUED, **token}
        made = TokenFactory(game=self.game(game), **given)
        made.refresh_from_db()
        return made

    def code(self, **token: Any) -> Token:
        """Return a code of a batch, which belongs to nobody."""
        return self.token(
            batch=TokenBatchFactory(game=self.game("wheel")), participant=None, **token
        )

    def beyond_limit(self) -> str:
        redeem(self.token("daily-scratch"))
        return self.token("daily-scratch").code

    def awarded(self) -> str:
        """Return who can't be awarded another token of the daily scratch today."""
        return award_token(
            organization=self.organization, game=self.game("daily-scratch").code,
            participant="ada", by=BY, at=NOW,
        ).token.participant.source_id  # fmt: skip

    @cached_property
    def play(self) -> str:
        """Return the id of the play of the token "order-2"."""
        token = self.token(source_id="order-2", reason="won & <played>")
        return str(redeem(token).play_id)

    @cached_property
    def order(self) -> str:
        """Return the code of the token "order-1"."""
        return self.token(source_id="order-1", reason="bought").code

    @cached_property
    def expired(self) -> tuple[str, str]:
        """Return the codes of two expired tokens: Ada's, and one of a batch."""
        token = self.token(expires_at=EXPIRED, reason="bought")
        return token.code, self.code(expires_at=EXPIRED + DAY).code

    @cached_property
    def game_type(self) -> str:
        kind = GameTypeFactory(organization=self.organization, source_id=GAME_TYPE, name="Wheel")
        return str(kind.source_id)

    def facts(self, text: str) -> dict[str, str]:
        """Make what *text* names, and return the facts in it, the names of answers left out."""
        for code in GAMES:
            if code in text:
                self.game(code)
        for name, make in NAMED.items():
            if name in text:
                make(self)
        return {name: FACTS[name](self) for name in sorted(set(PLACE.findall(text)) & set(FACTS))}


def blocked(scenario: Scenario) -> str:
    return ParticipantFactory(
        organization=scenario.organization, source_id="blocked", state=ParticipantState.BLOCKED
    ).source_id


FACTS: dict[str, Callable[[Scenario], str]] = {
    "key": lambda s: s.key(*Scope.values),
    "looking_key": lambda s: s.key(Scope.TOKENS_READ),
    "redeeming_key": lambda s: s.key(Scope.TOKENS_REDEEM),
    "strangers_key": lambda s: s.key(*Scope.values, organization=OrganizationFactory()),
    "limited_key": lambda s: s.limited_key(),
    "guessers_key": lambda s: s.guessers_key(),
    "blocked": blocked,
    "token": lambda s: s.order,
    "play": lambda s: s.play,
    "winning": lambda s: s.token("wheel").code,
    "losing": lambda s: s.token("lucky-sip").code,
    "beyond_limit": lambda s: s.beyond_limit(),
    "voided": lambda s: s.token(state="voided", voided_at=NOW).code,
    "expired": lambda s: s.expired[0],
    "printed_expired": lambda s: s.expired[1],
    "printed": lambda s: s.code().code,
    "paused_token": lambda s: s.token("paused").code,
    "ended_token": lambda s: s.token("autumn").code,
    "coming_token": lambda s: s.token("spring").code,
    "blocked_token": lambda s: (
        s.token(
            participant=ParticipantFactory(
                organization=s.organization, state=ParticipantState.BLOCKED
            )
        ).code
    ),
    "awarded": lambda s: s.awarded(),
    "draft": lambda s: s.draft.code,
    "mug": lambda s: s.payouts["mug"],
    "sticker": lambda s: s.payouts["sticker"],
    "game_type": lambda s: s.game_type,
}
# what is made because a sample speaks of it in its own words
NAMED: dict[str, Callable[[Scenario], object]] = {
    "order-1": lambda s: s.order,
    "order-2": lambda s: s.play,
    "/v1/tokens/participant/ada": lambda s: s.ada,
    "/v1/tokens/expired/wheel": lambda s: s.expired,
    str(GAME_TYPE): lambda s: s.game_type,
    "{{draft}}/payouts": lambda s: s.payouts,
}
