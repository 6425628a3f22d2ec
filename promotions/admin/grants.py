"""The registry through which apps above promotions show, on a prize's page, what it grants."""

from promotions.admin.configuration import EditableRows
from promotions.enums import PrizeKind

_inlines: dict[str, type[EditableRows]] = {}


def register_grant_inline(kind: PrizeKind, inline: type[EditableRows]) -> None:
    """Show *inline* on the page of every prize of *kind*."""
    _inlines[kind] = inline


def grant_inlines(kind: str) -> list[type[EditableRows]]:
    """Return the inlines of what a prize of *kind* grants; none where it grants nothing."""
    return [_inlines[kind]] if kind in _inlines else []
