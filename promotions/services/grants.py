"""The registry through which apps above promotions grant what a prize grants."""

from collections.abc import Callable
from typing import Any

from promotions.enums import PrizeKind
from promotions.models import Prize

GrantDescriber = Callable[[Prize], dict[str, Any]]

GrantRestorer = Callable[[Prize, dict[str, Any]], None]

_describers: dict[str, GrantDescriber] = {}
_restorers: dict[str, GrantRestorer] = {}


class GrantIncomplete(Exception):
    """A prize does not say what it grants; the message says what is missing."""


def register_grant(kind: PrizeKind, *, describe: GrantDescriber, restore: GrantRestorer) -> None:
    """Let *describe* tell what prizes of *kind* grant; called when an app is ready.

    The description is published with the prize and read again by whoever grants. *describe*
    raises ``GrantIncomplete`` for a prize that is not set up; *restore* sets the prize up again
    as a description says.
    """
    _describers[kind] = describe
    _restorers[kind] = restore


def describe_grant(prize: Prize) -> dict[str, Any] | None:
    """Return what *prize* grants, or None where its kind grants nothing.

    Raises ``GrantIncomplete``.
    """
    describe = _describers.get(prize.kind)
    return describe(prize) if describe else None


def restore_grant(prize: Prize, description: dict[str, Any]) -> None:
    """Set up again what *prize* grants, as its published *description* says."""
    _restorers[prize.kind](prize, description)
