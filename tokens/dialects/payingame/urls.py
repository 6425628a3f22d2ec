from typing import Any

from django.urls import URLPattern, include, path, re_path, register_converter

from tokens.dialects.payingame.views.awards import AwardTokensView
from tokens.dialects.payingame.views.base import PayingameView
from tokens.dialects.payingame.views.customers import TokensView, UserTokenView


class CustomerConverter:
    """All the rest of a path, slashes too, which arrive decoded; but for one at the end."""

    regex = "(?s:.*[^/])"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(CustomerConverter, "customer")


def operations(**options: Any) -> list[URLPattern]:
    customer = "<api_key>/<project_guid>/<customer:customer_id>"
    return [
        path("AwardTokens", AwardTokensView.as_view(**options)),
        path(f"UserToken/{customer}", UserTokenView.as_view(**options)),
        path(f"Tokens/{customer}", TokensView.as_view(**options)),
        re_path("", PayingameView.as_unknown_path()),
    ]


urlpatterns = [
    path("PayIngame/PublicAPI/", include(operations())),
    # as the vendor's page prints it; the OpenAPI document has each operation once
    path("PayInGame/PublicAPI/", include(operations(schema=None))),
]
