"""What one version of a campaign's configuration changes of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from promotions.services.snapshots import Document

# members that say which row it is, that have lists of their own, and that publishing adds
UNCOMPARED = {
    "id", "format", "organization", "games", "prizes", "limits", "presentation",
    "number", "published_at", "commitment", "sealed_in", "moments",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A member that changed, or a whole game, prize or limit that came or went.

    ``path`` names the rows from the outside in, each by what it is and its code or its words;
    ``member`` is empty where the row itself is new or gone.
    """

    path: tuple[tuple[str, str], ...] = ()
    member: str = ""
    before: Any = None
    after: Any = None


def differences_of(*, before: Document, after: Document) -> list[Difference]:
    """Return what *after* changes of *before*, two snapshots, in the order of the documents."""
    return [
        *_members((), before, after),
        *_rows((), "game", before.get("games", []), after.get("games", [])),
        *_rows((), "limit", before.get("limits", []), after.get("limits", [])),
    ]


def _members(path: Any, before: Document, after: Document) -> Iterator[Difference]:
    for member in sorted({*before, *after} - UNCOMPARED):
        old, new = before.get(member), after.get(member)
        if old != new:
            yield Difference(path=path, member=member, before=old, after=new)


def _rows(
    path: Any, kind: str, before: list[Document], after: list[Document]
) -> Iterator[Difference]:
    """Compare rows by their ids: gone ones first, then the others as they are now."""
    old = {row["id"]: row for row in before}
    new = {row["id"]: row for row in after}
    for key in [key for key in old if key not in new]:
        yield Difference(path=(*path, (kind, _name(old[key]))), before=old[key])
    for key, row in new.items():
        here = (*path, (kind, _name(old.get(key, row))))
        if key not in old:
            yield Difference(path=here, after=row)
            continue
        yield from _members(here, old[key], row)
        yield from _members(here, old[key].get("presentation", {}), row.get("presentation", {}))
        yield from _rows(here, "prize", old[key].get("prizes", []), row.get("prizes", []))


def _name(row: Document) -> str:
    """Return a row's code; a limit's words, as it has no code."""
    if "code" in row:
        return str(row["code"])
    return " ".join(str(row[name]) for name in ("counts", "per", "window"))
