"""No POST of the platform's API is left out of those whose answers get lost."""

from django.urls import resolve

from promotions.models import Game
from tests.identities.api.routes import PREFIX, operations
from tests.resilience.posts import POSTS


def test_every_post_is_tried(game: Game) -> None:
    tried = {resolve(make(game.organization, game).path).route for make in POSTS}

    assert tried == {PREFIX + route for method, route in operations() if method == "POST"}
