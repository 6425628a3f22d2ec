"""The registry through which apps above promotions show, on a prize's page, what it grants."""

from promotions.admin.configuration import ConfigurationInline
from promotions.enums import PrizeKind

_inlines: dict[str, type[ConfigurationInline]] = {}


def register_grant_inline(kind: PrizeKind, inline: type[ConfigurationInline]) -> None:
    """Show *inline* on the page of every prize of *kind*."""
    _inlines[kind] = inline


def grant_inlines(kind: str) -> list[type[ConfigurationInline]]:
    """Return the inlines of what a prize of *kind* grants; none where it grants nothing."""
    return [_inlines[kind]] if kind in _inlines else []
