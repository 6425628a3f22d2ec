"""The doors by which clients award and redeem, each with its own words for the same things."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from lxml import etree

from identities.enums import Channel
from identities.models import Organization, Participant
from identities.services.web_keys import web_key_of
from promotions.api.problems import STATUSES
from promotions.enums import Refusal
from tests.identities.api.calls import Caller
from tokens.dialects.eprize import results as eprize
from tokens.dialects.ita_games import results as ita
from tokens.models import Token

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Won:
    """What a client learns of a play: whether it won, which prize, for which game a token."""

    prize: str | None = None
    token_game: str | None = None


class Door:
    """An API as a client of *organization* uses it.

    ``refused`` is what it says to a refusal of redeeming; ``not_awarded`` to one of awarding.
    """

    name: ClassVar[str]
    channel: ClassVar[Channel]
    has_source_ids: ClassVar[bool] = True
    status_of_unknown_game: ClassVar[int]

    def __init__(self, organization: Organization) -> None:
        self.organization = organization
        self.caller = Caller(organization)
        self.http = Client()


class PlatformDoor(Door):
    name = "platform"
    channel = Channel.PLATFORM
    status_of_unknown_game = 422

    def award(self, *, game: str, participant: str, source_id: str) -> HttpResponse:
        return self.caller.post(
            "tokens", {"game": game, "participant": participant, "source_id": source_id}
        )

    def code_in(self, response: HttpResponse) -> str:
        code: str = json.loads(response.content)["code"]
        return code

    def redeem(self, *, game: str, code: str) -> HttpResponse:
        return self.caller.post(f"tokens/{code}/redeem", {"game": game})

    def won_in(self, response: HttpResponse) -> Won:
        said = json.loads(response.content)
        tokens = [granted["game"] for granted in said["granted"] if granted["kind"] == "token"]
        # a won token is the prize: not every door names it apart
        prize = None if tokens else said["prize"] and said["prize"]["code"]
        return Won(prize, *tokens)

    def says(self, response: HttpResponse) -> Any:
        return response.status_code, json.loads(response.content)["code"]

    def says_again(self, first: HttpResponse, again: HttpResponse) -> bool:
        """Tell whether the second answer to one token is what this API says then."""
        replayed: bool = json.loads(again.content) == {
            **json.loads(first.content),
            "replayed": True,
        }
        return replayed

    def refused(self, refusal: Refusal) -> Any:
        return STATUSES[refusal], refusal.value

    not_awarded = refused


class EprizeDoor(Door):
    name = "eprize"
    channel = Channel.EPRIZE
    has_source_ids = False
    status_of_unknown_game = 404

    def award(self, *, game: str, participant: str, **_: str) -> HttpResponse:
        """Award without a source_id, which this API does not have."""
        of = Participant.objects.get(organization=self.organization, source_id=participant)
        profile = f"/v1/{self.caller.key}/profile/{of.pk.hex}.{web_key_of(of.pk)}"
        return self.http.post(
            f"/v1/{self.caller.key}/game/{game}/tokens", urlencode({"profile": profile}), FORM
        )

    def code_in(self, response: HttpResponse) -> str:
        return self._text(response, "token/id")

    def redeem(self, *, game: str, code: str) -> HttpResponse:
        return self.http.generic(
            "POST", f"/v1/{self.caller.key}/game/{game}/token/{code}", content_type=""
        )

    def won_in(self, response: HttpResponse) -> Won:
        prize = self._text(response, "token/awards/prizes/prize")
        token = self._text(response, "token/awards/tokens/token")
        return Won(prize.rpartition("/")[2] or None, token.split("/")[4] if token else None)

    def says(self, response: HttpResponse) -> Any:
        return response.status_code, response.content

    def says_again(self, _first: HttpResponse, again: HttpResponse) -> bool:
        """It says that there is nothing any more; the platform API tells what it was."""
        return self.says(again) == eprize.REDEEMED_BEFORE

    def refused(self, refusal: Refusal) -> Any:
        return eprize.REDEEMING[refusal]

    def not_awarded(self, refusal: Refusal) -> Any:
        return eprize.AWARDING[refusal]

    @staticmethod
    def _text(response: HttpResponse, path: str) -> str:
        return etree.fromstring(response.content).findtext(path, "")


class ItaDoor(Door):
    """Plays start here; what they won is told by the platform API, as this API does not."""

    name = "ita_games"
    channel = Channel.ITA_GAMES
    status_of_unknown_game = 400
    # what the members are called that a refusal is about
    members: ClassVar = {"token": "TokenId", "game": "GameId", "participant": "ParticipantId"}

    def award(self, *, game: str, participant: str, source_id: str) -> HttpResponse:
        body = {"TokenSourceId": source_id, "GameSourceId": game}
        return self._post(f"tokens/participant/{participant}", body)

    def code_in(self, response: HttpResponse) -> str:
        code: str = json.loads(response.content)["Id"]
        return code

    def redeem(self, *, game: str, code: str) -> HttpResponse:
        return self._post("game-plays/start-game-play", {"TokenId": code, "GameId": game})

    def won_in(self, response: HttpResponse) -> Won:
        play = json.loads(response.content)["GamePlayKey"]
        code = Token.objects.get(play=play).code
        platform = PlatformDoor(self.organization)
        return platform.won_in(platform.caller.post(f"tokens/{code}/redeem"))

    def says(self, response: HttpResponse) -> Any:
        return response.status_code, json.loads(response.content)

    def says_again(self, first: HttpResponse, again: HttpResponse) -> bool:
        return first.content == again.content

    def refused(self, refusal: Refusal) -> Any:
        return self._invalid(f"gamePlayRequest.{self.members[ita.REFUSALS[refusal]]}", refusal)

    def not_awarded(self, refusal: Refusal) -> Any:
        return self._invalid("token.ParticipantSourceId", refusal)

    def _invalid(self, member: str, refusal: Refusal) -> Any:
        return 400, {"Message": ita.INVALID, "ModelState": {member: [refusal.label]}}

    def _post(self, path: str, body: dict[str, str]) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.caller.key}"}
        return self.http.post(f"/v1/{path}", body, "application/json", headers=headers)


DOORS: tuple[type[Any], ...] = (PlatformDoor, EprizeDoor, ItaDoor)
