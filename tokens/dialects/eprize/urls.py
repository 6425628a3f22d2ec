from django.urls import path, re_path

from tokens.dialects.eprize.views.base import EprizeView
from tokens.dialects.eprize.views.codes import CodeView
from tokens.dialects.eprize.views.prizes import PrizeView
from tokens.dialects.eprize.views.profiles import ProfileByKeyView, ProfilesView, ProfileView
from tokens.dialects.eprize.views.sweepstakes import SweepstakesView
from tokens.dialects.eprize.views.tokens import TokensView, TokenView

# below v1/, after the dialect whose paths begin with words: what is left begins with an API key
urlpatterns = [
    path("<api_key>/game/<game>/token/<token>", TokenView.as_view()),
    path("<api_key>/game/<game>/tokens", TokensView.as_view()),
    path("<api_key>/game/<game>/sweeps", SweepstakesView.as_view()),
    path("<api_key>/game/<game>/prize/<prize>", PrizeView.as_view()),
    path("<api_key>/codes/<code_class>/<code>", CodeView.as_view()),
    path("<api_key>/profiles", ProfilesView.as_view()),
    path("<api_key>/profile/<profile>", ProfileView.as_view()),
    path("<api_key>/profile(<kind>)/<path:value>", ProfileByKeyView.as_view()),
    re_path(r"^[^/]*/", EprizeView.as_unknown_path()),
]
