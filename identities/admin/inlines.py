"""The registry through which apps above show their rows on the pages of what these belong to."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Model

from identities.admin.base import ReadOnlyInline

_inlines: dict[type[Model], list[type[ReadOnlyInline]]] = defaultdict(list)


def register_inline(model: type[Model], inline: type[ReadOnlyInline]) -> None:
    """Show *inline* on the page of every row of *model*, below its own."""
    _inlines[model].append(inline)


def registered_inlines(model: type[Model]) -> list[type[ReadOnlyInline]]:
    """Return what apps above show on the pages of *model*."""
    return list(_inlines[model])
