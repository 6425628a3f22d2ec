from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from config import views
from config.metrics import metrics

handler400 = "config.views.bad_request"
handler403 = "config.views.permission_denied"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

platform: list[URLPattern | URLResolver] = [
    path("", include("identities.api.urls")),
    path("", include("promotions.api.urls")),
    path("", include("tokens.api.urls")),
    path("", include("badges.api.urls")),
    path("problems/<text:code>", views.problem_type),
    path("schema/", views.schema, name="platform-schema"),
    path("docs/", views.docs),
]

urlpatterns = [
    path("", views.home),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", metrics),
    path("platform/v1/", include(platform)),
    re_path(r"^platform(?:/|\Z)", views.unknown_path),
    path("", include("tokens.dialects.ita_games.urls")),
    # first words of ITA's paths go before: all else below v1/ begins with an API key of ePrize's
    path("v1/", include("tokens.dialects.eprize.urls")),
    path("services/gms/", include("identities.dialects.tomhorn_gms.urls")),
    path("rest/", include("tokens.dialects.payingame.urls")),
    path("api/v2/", include("badges.dialects.memori.urls")),
]
