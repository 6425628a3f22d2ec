"""The registry through which apps above promotions grant what a prize grants."""

from collections.abc import Callable

from promotions.enums import PrizeKind
from promotions.models import Prize

GrantDescriber = Callable[[Prize], dict[str, object]]

_describers: dict[str, GrantDescriber] = {}


class GrantIncomplete(Exception):
    """A prize does not say what it grants; the message says what is missing."""


def register_grant(kind: PrizeKind, describe: GrantDescriber) -> None:
    """Let *describe* tell what prizes of *kind* grant; called when an app is ready.

    The description is published with the prize and read again by whoever grants. *describe*
    raises ``GrantIncomplete`` for a prize that is not set up.
    """
    _describers[kind] = describe


def describe_grant(prize: Prize) -> dict[str, object] | None:
    """Return what *prize* grants, or None where its kind grants nothing.

    Raises ``GrantIncomplete``.
    """
    describe = _describers.get(prize.kind)
    return describe(prize) if describe else None
