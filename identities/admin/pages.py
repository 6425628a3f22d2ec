"""What an address or a database can refuse, answered with a page that goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

NOT_SAVED = "Nothing was changed: {}"
CONFLICT = "somebody has changed the same just now, or something depends on it. Try again."
# ends of names of the triggers that keep what was published
KEPT = {
    "_never_deleted": "what was published can't be deleted.",
    "_stays_the_same": "what was published can't become another thing.",
}
# classes of SQLSTATE: a constraint, and what a trigger raises
CONSTRAINT, RAISED = "23", ("P0", "TB")


class ForgivingPages:
    """Pages of a model that never fail on an address, nor on a rule that only the database knows.

    Forms tell of a constraint before the database does. Where two people meet, or a trigger
    protects a row, the database has the last word: nothing is changed, and a message says so.
    """

    opts: Any

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Take from the address what its fields can hold; an instant has to be one already."""
        given: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        return {name: value for name, value in given.items() if self._fits(name, value)}

    def _fits(self, name: str, value: object) -> bool:
        try:
            parsed = self.opts.get_field(name).to_python(value)
        except FieldDoesNotExist:
            return True
        except (TypeError, ValueError, ValidationError):
            return False
        return not isinstance(parsed, datetime) or isinstance(value, datetime)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _told(request, super().changeform_view, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _told(request, super().delete_view, *args, **kwargs)  # type: ignore[misc]


def _told(request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Return the view's answer, or the page again where the database refused a change."""
    try:
        response: HttpResponse = view(request, *args, **kwargs)
    except DatabaseError as error:
        reason = _refusal(error)
        if not reason:
            raise
        messages.error(request, NOT_SAVED.format(reason))
        return HttpResponseRedirect(request.get_full_path())
    return response


def _refusal(error: DatabaseError) -> str:
    """Return why the database refused: a trigger's words; constraints have none for people."""
    diagnostic = getattr(error.__cause__, "diag", None)
    state = getattr(diagnostic, "sqlstate", None) or ""
    if diagnostic is not None and state.startswith(RAISED):
        return str(diagnostic.message_primary)
    if not state.startswith(CONSTRAINT):
        return ""
    constraint = getattr(diagnostic, "constraint_name", None) or ""
    return next((text for end, text in KEPT.items() if constraint.endswith(end)), CONFLICT)
