"""Names on the wire: of addresses, and of the elements of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from lxml import etree
from lxml.builder import E

from identities.dialects.xml import xml_text
from identities.services.web_keys import web_key_of
from promotions.enums import PrizeKind

if TYPE_CHECKING:
    from tokens.services.redemption import Redemption

Element = etree._Element  # noqa: SLF001 - its name in lxml's own documentation

# errors of an input
MISSING, WRONG = "NULL", "VALIDATION"


def address(key: str, *parts: str) -> str:
    """Return the address of a resource, as this client would ask for it."""
    return "/".join(["/v1", key, *(quote(part, safe="()") for part in parts)])


def token_address(key: str, game: str, token: str) -> str:
    return address(key, "game", game, "token", token)


def prize_address(key: str, game: str, prize: str) -> str:
    return address(key, "game", game, "prize", prize)


def profile_address(key: str, participant_id: UUID) -> str:
    """Return the canonical address of a profile, which nobody can guess."""
    return address(key, "profile", f"{participant_id.hex}.{web_key_of(participant_id)}")


def result(*children: Element) -> Element:
    return E.result(*children, ver="1.0")


def nothing_document() -> Element:
    return E.result()


def refused_document() -> Element:
    """Return a document without content, which has both its tags."""
    document = result()
    document.text = ""
    return document


def status_document() -> Element:
    return result(E.status("0"))


def reason_document(reason: str, *, has_status: bool) -> Element:
    return result(E.reason(reason), *([E.status("0")] if has_status else []))


def input_errors_document(errors: Mapping[str, str]) -> Element:
    return result(*(E.input_error(E.name(name), E.error(what)) for name, what in errors.items()))


def duplicate_document() -> Element:
    return result(E.terminal_error("duplicate_account"))


def token_document(
    *,
    key: str,
    game: str,
    token: str,
    participant_id: UUID | None,
    redemption: Redemption | None = None,
) -> Element:
    """Return a token, with what it won where it was redeemed by *redemption*."""
    owner = [] if participant_id is None else [profile_address(key, participant_id)]
    return result(
        E.token(
            E.id(token),
            E.profile(*owner),
            E.game(game),
            E.redeemed("true" if redemption else "false"),
            *([E.awards(*_awards(key, game, redemption))] if redemption else []),
        )
    )


def _awards(key: str, game: str, redemption: Redemption) -> Iterator[Element]:
    prize = redemption.prize
    # a token that was won is told as such, and not as the prize that it was won by
    if prize is not None and prize["kind"] != PrizeKind.PLAY_TOKEN:
        yield E.prizes(E.prize(prize_address(key, game, prize["code"])))
    tokens = [
        E.token(token_address(key, granted["game"], granted["code"]))
        for granted in redemption.granted
        if granted["kind"] == "token"
    ]
    if tokens:
        yield E.tokens(*tokens)


def prize_document(*, game: str, prize: Mapping[str, Any]) -> Element:
    """Return a prize; where nothing describes it, its name does."""
    text = xml_text(prize["description"] or prize["name"])
    return result(E.prize(E.id(prize["code"]), E.description(text), E.game(game)))


def entry_document(*, game: str, entered_at: datetime) -> Element:
    """Return an entry of a drawing, its instant in UTC as XML Schema's dateTime, whole seconds."""
    instant = entered_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return result(E.sweepsEntry(E.whenEarned(instant), E.game(game)))


def code_document(*, code_class: str, code: str) -> Element:
    return result(E.codeResponse(E.code(code), E.codeClass(code_class)))


def profile_document(
    participant_id: UUID, *, email: str = "", user_name: str = "", mobile_phone: str = ""
) -> Element:
    """Return what is public of a profile: its id, and what it may be known by."""
    known = [("email", email), ("user_name", user_name), ("mobile_phone", mobile_phone)]
    texts = [E(name, xml_text(text)) for name, text in known if text]
    return result(E.profile(E.id(participant_id.hex), *texts))
