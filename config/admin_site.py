"""The admin's site: Unfold's, which answers addresses that make no sense."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from unfold.sites import UnfoldAdminSite


class TombolaAdminSite(UnfoldAdminSite):  # type: ignore[misc]  # Unfold has no types
    index_title = "Overview"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add support's search; leave the redirects to a row's public page out: none has one."""
        from config.admin_search import find

        urls = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [path("find/", self.admin_view(find), name="find"), *urls]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Refuse what the database can't read, such as a word of an enum that it doesn't know."""

        @functools.wraps(view)
        def refusing(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except DataError as error:
                raise BadRequest("The address holds a value of another type.") from error

        return super().admin_view(refusing, cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Call things on the home page as the sidebar does."""
        from config.admin import SIDEBAR

        titles = {model: title for _, items in SIDEBAR for title, _, model in items}
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                label = model["model"]._meta.label_lower  # noqa: SLF001 - Django's documented _meta
                model["name"] = titles.get(label, model["name"])
        return apps

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Answer the first page only, which is all that the search box asks for."""
        if request.GET.get("page", "1") != "1":
            raise Http404
        response: HttpResponse = super().search(request, extra_context)
        return response


class TombolaAdminConfig(AdminConfig):
    default_site = "config.admin_site.TombolaAdminSite"
