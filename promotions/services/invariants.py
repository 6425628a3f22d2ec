"""Invariants: what must always hold, checked from outside the code that keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import connection, transaction

from promotions.enums import RevisionState
from promotions.models import CampaignRevision, Drawing, Seal
from promotions.services.drawings import draw_again
from promotions.services.schedules import commitment, document_sha256, draw_key

# one query of a file of invariants: its name, a comment that says what it means, the statement
QUERY = re.compile(r"^-- name: (\w+)\n((?:-- [^\n]*\n)+)(.*?);$", re.MULTILINE | re.DOTALL)

ROWS_AT_ONCE = 200
# what is recomputed here rather than asked of the database
RECOMPUTED = ("revision_hash_recomputes", "seal_recomputes", "drawing_recomputes")


@dataclass(frozen=True, slots=True)
class Invariant:
    """A named query that returns the rows (id, detail) that break it.

    ``source`` is the app and the file that state it, such as ``tokens/ledger``.
    """

    source: str
    name: str
    meaning: str
    query: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that breaks an invariant."""

    invariant: str
    id: str
    detail: str


def check_invariants() -> list[Violation]:
    """Return every row that breaks an invariant; an empty list means that all of them hold.

    Runs every ``sql/invariants/*.sql`` of the installed apps, and recomputes the hashes and
    commitments of all that was published, and all that was drawn. Reads only.
    """
    return [
        *violations_of(invariants()),
        *_revision_violations(),
        *_seal_violations(),
        *_drawing_violations(),
    ]


def violations_of(asked: Iterable[Invariant]) -> list[Violation]:
    """Return every row that breaks one of these invariants."""
    with _whole_tables():
        return [violation for invariant in asked for violation in _broken(invariant)]


@contextmanager
def _whole_tables() -> Iterator[None]:
    """Let joins be of whole tables: a planner without statistics goes row by row, for hours."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
        yield
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")


def invariants() -> list[Invariant]:
    """Return the invariants that the installed apps state in SQL, one file a noun."""
    folders = {
        config.label: Path(config.path) / "sql" / "invariants" for config in apps.get_app_configs()
    }
    return [
        invariant
        for app, folder in folders.items()
        for file in sorted(folder.glob("*.sql"))
        for invariant in _stated_in(app, file)
    ]


def _stated_in(app: str, file: Path) -> Iterator[Invariant]:
    for name, comment, query in QUERY.findall(file.read_text()):
        meaning = " ".join(line.removeprefix("-- ") for line in comment.splitlines())
        yield Invariant(f"{app}/{file.stem}", name, meaning, query.strip())


def _broken(invariant: Invariant) -> list[Violation]:
    with connection.cursor() as cursor:
        # where a person asks, pghistory adds parameters to what runs: all % are texts' own
        cursor.execute(invariant.query.replace("%", "%%"), [])
        rows = cursor.fetchall()
    return [Violation(invariant.name, str(row_id), str(detail)) for row_id, detail in rows]


def _revision_violations() -> Iterator[Violation]:
    approved = CampaignRevision.objects.filter(state=RevisionState.APPROVED)
    for revision in approved.iterator(chunk_size=ROWS_AT_ONCE):
        if document_sha256(revision.snapshot) != revision.sha256:
            yield Violation("revision_hash_recomputes", str(revision.pk), revision.sha256)


def _seal_violations() -> Iterator[Violation]:
    # its seed is read apart: one that can't be decrypted must not hide the others
    seals = Seal.objects.select_related("revision").defer("seed")
    for seal in seals.iterator(chunk_size=ROWS_AT_ONCE):
        try:
            seed = bytes.fromhex(seal.seed or "")
            expected = commitment(seed=seed, revision_sha256=seal.revision.sha256)
            key = draw_key(seed=seed)
        except (InvalidToken, ValueError):
            yield Violation("seal_recomputes", str(seal.pk), "its seed can't be read")
            continue
        if expected != seal.commitment:
            yield Violation("seal_recomputes", str(seal.pk), "its commitment is another")
        if key != bytes(seal.draw_key):
            yield Violation("seal_recomputes", str(seal.pk), "its draw key is another")


def _drawing_violations() -> Iterator[Violation]:
    for drawing in Drawing.objects.all():
        try:
            outcome = draw_again(drawing=drawing)
        except (InvalidToken, ValueError):
            continue  # its seal is told of already
        if outcome.entries_sha256 != drawing.entries_sha256:
            yield Violation("drawing_recomputes", str(drawing.pk), "its entries are others")
        ranked = drawing.drawn_entries.order_by("rank").values_list("entry_id", flat=True)
        if list(ranked) != [entry_id for entry_id, _ in outcome.drawn]:
            yield Violation("drawing_recomputes", str(drawing.pk), "its ranks are others")
