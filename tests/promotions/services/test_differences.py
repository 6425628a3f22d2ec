from typing import Any

from promotions.services.differences import Difference, differences_of


def snapshot(**changes: Any) -> dict[str, Any]:
    prize = {"id": "p", "code": "mug", "quantity": 5}
    game = {"id": "g", "code": "wheel", "name": "Wheel", "prizes": [prize]}
    limit = {"id": "l", "counts": "plays", "per": "participant", "window": "day", "maximum": 1}
    return {"id": "c", "name": "Spring", "games": [game], "limits": [limit], **changes}


def with_game(**changes: Any) -> dict[str, Any]:
    game = snapshot()["games"][0]
    return snapshot(games=[{**game, **changes}])


GAME = ("game", "wheel")


def test_same_configuration_differs_in_nothing() -> None:
    published = snapshot(number=2, published_at="2027-01-01T00:00:00.000000Z")

    assert differences_of(before=published, after=snapshot()) == []


def test_member_of_the_campaign_changed() -> None:
    found = differences_of(before=snapshot(), after=snapshot(name="Summer"))

    assert found == [Difference(member="name", before="Spring", after="Summer")]


def test_member_of_a_prize_changed() -> None:
    after = with_game(prizes=[{"id": "p", "code": "mug", "quantity": 9}])

    found = differences_of(before=snapshot(), after=after)

    path = (GAME, ("prize", "mug"))
    assert found == [Difference(path=path, member="quantity", before=5, after=9)]


def test_renamed_row_goes_by_the_name_that_was_published() -> None:
    found = differences_of(before=snapshot(), after=with_game(code="big-wheel"))

    assert found == [Difference(path=(GAME,), member="code", before="wheel", after="big-wheel")]


def test_rows_that_came_and_went() -> None:
    new = {"id": "q", "code": "cup", "quantity": 1}
    after = {**with_game(prizes=[new]), "limits": []}
    limit = snapshot()["limits"][0]

    found = differences_of(before=snapshot(), after=after)

    assert found == [
        Difference(path=(GAME, ("prize", "mug")), before=snapshot()["games"][0]["prizes"][0]),
        Difference(path=(GAME, ("prize", "cup")), after=new),
        Difference(path=(("limit", "plays participant day"),), before=limit),
    ]


def test_everything_is_new_where_nothing_was_published() -> None:
    found = differences_of(before={}, after=snapshot())

    assert [difference.path for difference in found if not difference.member] == [
        (GAME,),
        (("limit", "plays participant day"),),
    ]
