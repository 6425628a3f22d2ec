from django.urls import path, re_path

from tokens.dialects.ita_games.views.base import ItaView
from tokens.dialects.ita_games.views.game_plays import StartGamePlayView
from tokens.dialects.ita_games.views.games import (
    GamesView,
    GameTypesView,
    GameTypeView,
    GameView,
)
from tokens.dialects.ita_games.views.payouts import HiddenPayoutsView, PayoutsView, PayoutView
from tokens.dialects.ita_games.views.tokens import (
    ExpiredTokensView,
    TokensOfParticipantView,
    TokenView,
)

urlpatterns = [
    path("v1/tokens/participant/<participant>", TokensOfParticipantView.as_view()),
    path("v1/tokens/expired/<game>", ExpiredTokensView.as_view()),
    path("v1/tokens/<token>", TokenView.as_view()),
    path("v1/games", GamesView.as_view()),
    path("v1/games/<game>", GameView.as_view()),
    path("v1/games/<game>/payouts", PayoutsView.as_view()),
    path("v1/games/<game>/payouts/hidden", HiddenPayoutsView.as_view()),
    path("v1/games/<game>/payouts/<payout>", PayoutView.as_view()),
    path("v1/gameTypes", GameTypesView.as_view()),
    path("v1/gameTypes/<game_type>", GameTypeView.as_view()),
    path("v1/game-plays/start-game-play", StartGamePlayView.as_view()),
    # all else below v1/ begins with an API key of ePrize's
    re_path(r"^v1/(?:tokens|games|gameTypes|game-plays)(?:/|\Z)", ItaView.as_unknown_path()),
    re_path(r"^v1(?:/[^/]*)?\Z", ItaView.as_unknown_path()),
]
