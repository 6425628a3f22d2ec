"""What all lists do alike: pages, filters, a constant number of queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from promotions.models import Game
from tests.factories.promotions import GameFactory, PrizeFactory, live_game, publish
from tests.factories.tokens import TokenBatchFactory, TokenFactory, redeem, token_for
from tests.identities.api.calls import Caller, errors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("credentials_stay_known")]

LISTS = ["tokens", "batches", "games", "plays", "awards"]


def fill(game: Game, rows: int) -> None:
    """Add rows to every list: tokens, redeemed and not, their plays and awards, batches, games."""
    for _ in range(rows):
        redeem(token_for(game))
        TokenBatchFactory(game=game)
        other = GameFactory(
            organization=game.organization, campaign__organization=game.organization
        )
        PrizeFactory(game=other)
        publish(other.campaign)


@pytest.mark.parametrize("path", LISTS)
def test_number_of_queries_is_constant(path: str, django_assert_num_queries: Any) -> None:
    game = live_game()
    caller = Caller(game.organization)
    caller.get(path)
    expected = 2 if path in {"plays", "awards"} else 1
    fill(game, 1)
    with django_assert_num_queries(expected):
        first = caller.get(path)
    fill(game, 2)

    with django_assert_num_queries(expected):
        second = caller.get(path)

    assert len(second.json()["results"]) == len(first.json()["results"]) + 2


@pytest.mark.parametrize("path", LISTS)
def test_list_holds_only_what_is_of_the_organization(path: str) -> None:
    fill(live_game(), 1)

    assert Caller().get(path).json() == {"next": None, "previous": None, "results": []}


def codes_of(caller: Caller, url: str | None) -> tuple[list[str], dict[str, Any]]:
    page = caller.get(str(url).removeprefix("http://testserver/platform/v1/")).json()
    return [token["code"] for token in page["results"]], page


def test_pages_follow_each_other_and_lead_back() -> None:
    game = GameFactory()
    caller = Caller(game.organization)
    newest_first = [TokenFactory(game=game).code for _ in range(5)][::-1]

    first, page = codes_of(caller, "tokens?page_size=2")
    second, page_2 = codes_of(caller, page["next"])
    third, page_3 = codes_of(caller, page_2["next"])
    back, page_4 = codes_of(caller, page_3["previous"])
    start, page_5 = codes_of(caller, page_4["previous"])

    assert first + second + third == newest_first
    assert (back, start) == (second, first)
    assert (page["previous"], page_3["next"], page_5["previous"]) == (None, None, None)
    assert page_5["next"] is not None


def test_pages_are_stable_while_rows_are_added() -> None:
    game = GameFactory()
    caller = Caller(game.organization)
    codes = [TokenFactory(game=game).code for _ in range(4)][::-1]
    first, page = codes_of(caller, "tokens?page_size=2")

    TokenFactory(game=game, issued_at=datetime.now(UTC) + timedelta(seconds=1))
    second, _ = codes_of(caller, page["next"])

    assert first + second == codes


def test_rows_of_one_instant_are_told_apart_by_id() -> None:
    game = GameFactory()
    caller = Caller(game.organization)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    tokens = [TokenFactory(game=game, issued_at=at) for _ in range(5)]

    found: list[str] = []
    url: str | None = "tokens?page_size=2"
    while url is not None:
        codes, page = codes_of(caller, url)
        found, url = found + codes, page["next"]

    ordered = sorted(tokens, key=lambda token: token.pk, reverse=True)
    assert found == [token.code for token in ordered]


def test_filters_stay_on_the_next_page() -> None:
    game = GameFactory()
    caller = Caller(game.organization)
    for _ in range(2):
        TokenFactory(game=game, state="voided", voided_at=datetime.now(UTC))
        TokenFactory(game=game)

    _, page = codes_of(caller, "tokens?page_size=1&state=voided")
    _, page = codes_of(caller, page["next"])

    assert [row["state"] for row in page["results"]] == ["voided"]
    assert page["next"] is None


@pytest.mark.parametrize(
    "size", ["0", "-1", "201", "1.5", "x", "", "1e2", "\uff19", "99999999999999999999"]
)
def test_page_size_out_of_range_is_refused(size: str) -> None:
    assert errors(Caller().get("tokens", {"page_size": size})) == ["page_size"]


def test_page_size_of_200_is_taken() -> None:
    assert Caller().get("tokens", {"page_size": "200"}).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "", "WyJhIl0:1abc:def", "\0", "é"])
def test_made_up_cursor_is_refused(cursor: str) -> None:
    assert errors(Caller().get("tokens", {"cursor": cursor})) == ["cursor"]


def cursor_of(caller: Caller, path: str) -> str:
    url: str = caller.get(path, {"page_size": "1"}).json()["next"]
    return url.partition("cursor=")[2].partition("&")[0].replace("%3A", ":")


def test_tampered_cursor_is_refused() -> None:
    game = GameFactory()
    caller = Caller(game.organization)
    TokenFactory.create_batch(2, game=game)
    cursor = cursor_of(caller, "tokens")

    tampered = ("A" if cursor[5] != "A" else "B").join([cursor[:5], cursor[6:]])

    assert errors(caller.get("tokens", {"cursor": tampered})) == ["cursor"]


def test_cursor_of_another_list_is_refused() -> None:
    game = GameFactory()
    caller = Caller(game.organization)
    TokenBatchFactory.create_batch(2, game=game)

    assert errors(caller.get("tokens", {"cursor": cursor_of(caller, "batches")})) == ["cursor"]


@pytest.mark.parametrize(
    ("path", "query", "refused"),
    [
        ("tokens", "stat=issued", ["stat"]),
        ("tokens", "state=", ["state"]),
        ("tokens", "state=bogus", ["state"]),
        ("tokens", "state=issued&state=voided", ["state"]),
        ("tokens", "participant=", ["participant"]),
        ("tokens", "participant=%00", ["participant"]),
        ("tokens", "batch=x", ["batch"]),
        ("tokens", "issued_after=yesterday", ["issued_after"]),
        ("tokens", "issued_after=2026-02-30T00:00:00Z", ["issued_after"]),
        ("tokens", "issued_after=2026-01-01T00:00:00", ["issued_after"]),
        ("tokens", "issued_after=2026-01-01", ["issued_after"]),
        ("tokens", "issued_after=0001-01-01T00:00:00%2B14:00", ["issued_after"]),
        ("tokens", "issued_after=9999-12-31T23:59:59-14:00", ["issued_after"]),
        ("tokens", "issued_after=2026-01-01T00:00:00%2B99:99", ["issued_after"]),
        ("tokens", "redeemed_before=0000-01-01T00:00:00Z", ["redeemed_before"]),
        ("tokens", "game=" + "x" * 201, ["game"]),
        ("tokens", "organization=1&id=1", ["id", "organization"]),
        ("plays", "result=maybe", ["result"]),
        ("plays", "state=won", ["state"]),
        ("awards", "state=lost", ["state"]),
        ("games", "code=a", ["code"]),
        ("batches", "name=a", ["name"]),
    ],
)
def test_filter_that_says_nothing_is_refused(path: str, query: str, refused: list[str]) -> None:
    assert errors(Caller().get(f"{path}?{query}")) == refused


@pytest.mark.parametrize(
    "instant",
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0253-02-17T12:38:15.5164-17:10"],
)
def test_any_instant_of_the_calendar_is_taken(instant: str) -> None:
    assert Caller().get(f"tokens?issued_before={instant}").status_code == 200
