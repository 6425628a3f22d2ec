"""A small model of one campaign in plain Python: what the engine is compared with.

It knows one game that every play wins while units last, one limit of plays a participant and day
(UTC), and one on token awards of a participant in the whole campaign.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass
class ModelToken:
    participant: str | None
    expires_at: datetime | None
    state: str = "issued"
    result: str | None = None


@dataclass
class Model:
    starts_at: datetime
    ends_at: datetime
    plays_a_day: int
    awards_each: int
    units: int
    status: str = "approved"
    blocked: set[str] = field(default_factory=set)
    tokens: list[ModelToken] = field(default_factory=list)
    plays: Counter[tuple[str, date]] = field(default_factory=Counter)
    awards: Counter[str] = field(default_factory=Counter)

    def award(self, participant: str, expires_at: datetime | None) -> str:
        if participant in self.blocked:
            return "participant_blocked"
        if self.awards[participant] >= self.awards_each:
            return "limit_reached"
        self.awards[participant] += 1
        self.tokens.append(ModelToken(participant, expires_at))
        return "awarded"

    def print_code(self, expires_at: datetime | None) -> None:
        self.tokens.append(ModelToken(None, expires_at))

    def redeem(self, number: int, participant: str | None, at: datetime) -> str:
        token = self.tokens[number]
        player = token.participant or participant
        wrong = participant is not None and player != participant
        if token.state == "redeemed":
            return "not_eligible" if wrong else f"again {token.result}"
        refusal = self._token_refusal(token, at) or (
            ("token_unassigned" if player is None else None)
            or ("not_eligible" if wrong else None)
            or self._campaign_refusal(at)
        )
        if refusal or player is None:
            return refusal or "token_unassigned"
        if player in self.blocked:
            return "participant_blocked"
        if self.plays[player, at.date()] >= self.plays_a_day:
            return "limit_reached"
        return self._play(token, player, at)

    def _token_refusal(self, token: ModelToken, at: datetime) -> str | None:
        if token.state == "voided":
            return "token_voided"
        if token.expires_at is not None and token.expires_at <= at:
            return "token_expired"
        return None

    def _campaign_refusal(self, at: datetime) -> str | None:
        if not self.starts_at <= at < self.ends_at:
            return "not_live"
        return "paused" if self.status == "paused" else None

    def _play(self, token: ModelToken, player: str, at: datetime) -> str:
        self.plays[player, at.date()] += 1
        won = self.units > 0
        self.units -= won
        token.state, token.participant = "redeemed", player
        token.result = "won" if won else "lost"
        return token.result

    def void(self, number: int) -> str:
        token = self.tokens[number]
        if token.state == "issued":
            token.state = "voided"
        return token.state
