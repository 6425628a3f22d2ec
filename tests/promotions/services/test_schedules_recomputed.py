import hashlib
import json
import re
import runpy
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotions.services.schedules import (
    MomentPlan,
    canonical_json,
    commitment,
    document_sha256,
    draw_entries,
    draw_key,
    draw_number,
    drawing_key,
    entry_ticket,
    generate_moments,
    listed_bytes,
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


SCRIPT = Path(__file__).parents[3] / "docs" / "verify_draw.py"
VERIFIER = runpy.run_path(str(SCRIPT))
DOCUMENTATION = SCRIPT.with_name("sealed-schedules.md").read_text(encoding="utf-8")
SEED = bytes.fromhex("5eed" * 16)
OFFICE = (0,) * 8 + (1, 2, 3, 5, 8, 5, 3, 2, 1, 1) + (0,) * 6
PLANS = {
    "uniform": {},
    "hours": {"spread": "stratified", "stratum": "hour"},
    "days": {"spread": "stratified", "stratum": "day"},
    "weeks": {"spread": "stratified", "stratum": "week", "count": 7},
    "weighted": {"spread": "weighted"},
    "office hours": {
        "spread": "weighted",
        "hour_weights": OFFICE,
        "weekday_weights": (1, 1, 1, 1, 2, 0, 0),
    },
}
WINDOWS = {
    "Europe/Berlin": (utc(2026, 3, 20, 7, 11), utc(2026, 11, 3)),
    "Australia/Lord_Howe": (utc(2026, 4, 1), utc(2026, 10, 20, 0, 45)),
    "Asia/Kolkata": (utc(2026, 1, 1), utc(2026, 1, 9, 0, 0, 0, 1)),
    "America/St_Johns": (utc(2010, 11, 1), utc(2010, 11, 15)),
    "Pacific/Apia": (utc(2011, 12, 20), utc(2012, 1, 10)),
    "America/Havana": (utc(2026, 2, 27), utc(2026, 11, 5)),
}


@pytest.mark.parametrize("time_zone", WINDOWS)
@pytest.mark.parametrize("name", PLANS)
def test_an_outsider_finds_the_same_moments(name: str, time_zone: str) -> None:
    starts_at, ends_at = WINDOWS[time_zone]
    values = {"count": 1_000, "starts_at": starts_at, "ends_at": ends_at}
    plan = MomentPlan(**{**values, "time_zone": time_zone, **PLANS[name]})

    found = generate_moments(seed=SEED, prize_code="gold-été", plan=plan)

    recomputed = VERIFIER["moments"](SEED.hex(), "gold-été", plan.as_document())
    assert recomputed == found


def test_an_outsider_rejects_the_same_words() -> None:
    plan = MomentPlan(
        count=50,
        starts_at=datetime(2026, 3, 1, tzinfo=UTC),
        ends_at=datetime(2026, 3, 1, 1, tzinfo=UTC),
        time_zone="UTC",
        spread="weighted",
        hour_weights=(3 * 10**9,) * 24,
    )

    found = generate_moments(seed=SEED, prize_code="mug", plan=plan)

    assert VERIFIER["moments"](SEED.hex(), "mug", plan.as_document()) == found


@pytest.mark.parametrize("document", [{}, {"b": [1, None], "a": {"ü": "\u2028\n\x7f"}}])
def test_an_outsider_finds_the_same_commitment(document: object) -> None:
    published = commitment(seed=SEED, revision_sha256=document_sha256(document))

    assert VERIFIER["commitment"](SEED.hex(), document) == published


def test_the_worked_example_of_the_documentation_holds() -> None:
    seed = bytes(range(32))
    document = json.loads(re.findall(r"```json\n(.*?)```", DOCUMENTATION, re.DOTALL)[0])
    instants = re.findall(r"```text\n(.*?)```", DOCUMENTATION, re.DOTALL)[0].split()
    revision = {"game": "spring", "prizes": [{"code": "mug", "plan": document}]}

    plan = MomentPlan.from_document(document)
    found = generate_moments(seed=seed, prize_code="mug", plan=plan)
    revision_sha256 = document_sha256(revision)
    published = commitment(seed=seed, revision_sha256=revision_sha256)

    assert found == [datetime.fromisoformat(instant) for instant in instants]
    assert f"    {seed.hex()}\n" in DOCUMENTATION
    assert f"    {canonical_json(revision).decode()}\n" in DOCUMENTATION
    assert f"revision hash  {revision_sha256}\n" in DOCUMENTATION
    assert f"commitment     {published}\n" in DOCUMENTATION


def test_the_documented_draw_holds() -> None:
    key = draw_key(seed=bytes(range(32)))
    token_id = UUID("11111111-2222-3333-4444-555555555555")

    number = draw_number(draw_key=key, token_id=token_id)

    assert f"for the token `{token_id}`" in DOCUMENTATION
    assert f"    draw key  {key.hex()}\n" in DOCUMENTATION
    assert f"    draw      {number}\n" in DOCUMENTATION


def documented_entries() -> list[tuple[str, str, str]]:
    """Return entry, participant and the beginning of the ticket, as the documentation has them."""
    return re.findall(r"^\| `(\S{36})` \| `(\S{36})` \| `(\S{8})` \|$", DOCUMENTATION, re.MULTILINE)


def test_the_documented_drawing_holds() -> None:
    seed, rows = bytes(range(32)), documented_entries()
    key = drawing_key(seed=seed)
    entries = [(UUID(entry), UUID(participant)) for entry, participant, _ in rows]

    drawn = [str(entry) for entry, _ in draw_entries(seed=seed, entries=entries, count=3)]
    tickets = [entry_ticket(key=key, entry_id=entry).hex() for entry, _ in entries]

    assert len(rows) == 6
    assert [ticket[:8] for ticket in tickets] == [begin for *_, begin in rows]
    assert [entry[:4] for entry in drawn] == ["4444", "6666", "5555"]
    assert "4444… wins; 6666… is the first alternate and 5555… the second" in DOCUMENTATION
    assert f"    drawing key  {key.hex()}\n" in DOCUMENTATION
    listed = b"".join(listed_bytes(*entry) for entry in sorted(entries))
    assert f"    list         {hashlib.sha256(listed).hexdigest()}\n" in DOCUMENTATION


@given(
    st.lists(
        st.tuples(st.uuids(), st.sampled_from([UUID(int=number) for number in range(9)])),
        unique_by=lambda entry: entry[0],
    )
)
def test_an_outsider_draws_the_same_entries(entries: list[tuple[UUID, UUID]]) -> None:
    drawn = draw_entries(seed=SEED, entries=entries, count=len(entries))

    texts = [(str(entry), str(participant)) for entry, participant in entries]
    assert VERIFIER["ranking"](SEED.hex(), texts) == [str(entry) for entry, _ in drawn]


def test_the_verifier_is_short_and_leans_on_the_standard_library_alone() -> None:
    lines = [line for line in SCRIPT.read_text().splitlines() if line.strip()]

    imports = [line for line in lines if line.startswith(("import ", "from "))]
    assert len(lines) - len(imports) - 1 <= 50
    assert {line.split()[1] for line in imports} == {
        "bisect",
        "datetime",
        "hashlib",
        "hmac",
        "itertools",
        "json",
        "struct",
        "typing",
        "zoneinfo",
    }
