import pytest
from django.contrib.admin.models import LogEntry

from identities.enums import StaffRole
from promotions.enums import GameKind
from tests.factories.promotions import GameFactory
from tests.identities.admin.people import client_of, signed_in, staff
from tests.promotions.admin.pages import NO_INLINES
from tests.tokens.admin.scenario import change_url

pytestmark = pytest.mark.django_db

MANAGER = StaffRole.CAMPAIGN_MANAGER
GAME_DATA = {"kind": GameKind.INSTANT_WIN, "position": 0, **NO_INLINES}


def test_history_tells_who_changed_what() -> None:
    game = GameFactory(name="Wheel")
    user = staff(MANAGER, game.organization)
    client = signed_in(user)
    client.post(
        change_url(game),
        {
            "code": game.code,
            "name": "Big wheel",
            **GAME_DATA,
        },
    )

    page = client.get(change_url(game).replace("/change/", "/history/")).content.decode()

    assert "Name: Wheel → Big wheel" in page
    assert f"<td>{user.username}</td>" in page


def test_history_tells_the_newest_first() -> None:
    game = GameFactory(name="Wheel")
    client = client_of(MANAGER, game.organization)
    for name in ("First", "Second"):
        client.post(
            change_url(game),
            {"code": game.code, "name": name, **GAME_DATA},
        )
    LogEntry.objects.filter(pk=LogEntry.objects.order_by("pk")[0].pk).update(change_message="Older")
    LogEntry.objects.filter(pk=LogEntry.objects.order_by("pk")[1].pk).update(change_message="Newer")

    page = client.get(change_url(game).replace("/change/", "/history/")).content.decode()

    assert page.index("Newer") < page.index("Older")
    assert page.index("First → Second") < page.index("Wheel → First")
