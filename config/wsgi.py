"""The WSGI application that granian serves."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from config import embedded_postgres


class Request(WSGIRequest):
    """A request whose content type can't be read has none.

    Django would answer an empty 500, before anything of ours is asked.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # stubs leave it out
        except ValueError:
            meta["CONTENT_TYPE"] = ""
            self.content_type, self.content_params = "", {}


class Handler(WSGIHandler):
    request_class = Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
embedded_postgres.start_if_needed(["serve"])
django.setup(set_prefix=False)
application = Handler()
