"""The history page of an object: what people did, and every change the database recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from identities.models import ApiClient, User

CHANGES_SHOWN = 200
LABELS = {"insert": "Created", "update": "Changed", "delete": "Deleted"}


@dataclass(frozen=True, kw_only=True)
class RecordedChange:
    """One event of pghistory, and what it changed."""

    at: datetime
    who: str
    label: str
    reason: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)


class HistoryPage:
    """Adds the changes that database triggers recorded to Django's history page."""

    object_history_template = "admin/recorded_history.html"
    model: type[Model]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        changes = list(changes_of(self.model, object_id))
        response: HttpResponse = super().history_view(  # type: ignore[misc]
            request, object_id, {**(extra_context or {}), "recorded_changes": changes}
        )
        return response

    def get_paginator(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        """Page Django's log newest first, as the recorded changes are."""
        if queryset.model is LogEntry:
            queryset = queryset.order_by("-action_time", "-pk")
        return super().get_paginator(request, queryset, *args, **kwargs)  # type: ignore[misc]


def changes_of(model: type[Model], object_id: str) -> Iterator[RecordedChange]:
    """Return the newest recorded changes of an object, newest first; none of untracked models."""
    events = getattr(model, "pgh_event_model", None)
    if events is None:
        return
    try:
        pk = model._meta.pk.to_python(object_id)  # noqa: SLF001 - Django's documented _meta
    except ValidationError:
        return
    newest = events.objects.filter(pgh_obj_id=pk).select_related("pgh_context")
    rows = list(newest.order_by("-pgh_id")[: CHANGES_SHOWN + 1])
    names = _names(rows)
    for event, earlier in zip(rows[:CHANGES_SHOWN], [*rows[1:], None], strict=False):
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        yield RecordedChange(
            at=event.pgh_created_at,
            who=names.get(metadata.get("user") or metadata.get("client"), "the platform"),
            label=LABELS.get(event.pgh_label, event.pgh_label),
            reason=metadata.get("reason", ""),
            fields=list(_differences(model, earlier, event)),
        )


def _names(events: Iterable[Any]) -> dict[str | None, str]:
    """Return the names of people and API clients, by their ids as text."""
    contexts = [event.pgh_context.metadata for event in events if event.pgh_context]
    users = User.objects.filter(pk__in={context.get("user") for context in contexts} - {None})
    clients = ApiClient.objects.filter(
        pk__in={context.get("client") for context in contexts} - {None}
    )
    return {str(row.pk): str(row) for row in (*users, *clients)}


def _differences(model: type[Model], before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    if before is None:
        return
    tracked = {field.attname for field in after._meta.fields}  # noqa: SLF001 - Django's documented _meta
    for field_ in model._meta.concrete_fields:  # noqa: SLF001 - Django's documented _meta
        if field_.attname not in tracked:
            continue
        old, new = getattr(before, field_.attname), getattr(after, field_.attname)
        if old != new:
            yield str(field_.verbose_name), _shown(old), _shown(new)


def _shown(value: object) -> str:
    return "-" if value in (None, "", []) else str(value)
