"""What ``make demo`` prints: where to go, whom to be, and a curl that wins."""

from __future__ import annotations

from collections.abc import Iterator

from .build import Facts
from .vendors import vendor_commands


def summary(facts: Facts) -> str:
    """Return the facts as a table, with commands that work as pasted."""
    return "\n".join([*_table(facts), "", *_commands(facts), *vendor_commands(facts)])


def _table(facts: Facts) -> Iterator[str]:
    rows = [
        ("admin", f"{facts['base_url']}/admin/"),
        *(
            (f"  {person['username']}", person["password"])
            for person in facts["staff"].values()
        ),
        ("API, to read and try", f"{facts['base_url']}/platform/v1/docs/"),
        ("  key with all scopes", facts["api_key"]),
        ("  key that only reads", facts["read_only_api_key"]),
        ("  another organization's key", facts["other_organization"]["api_key"]),
        *((f"game that {name}" if name in VERBS else f"game: {name}", code)
          for name, code in facts["games"].items()),
        ("participant", facts["participant"]["source_id"]),
        ("outcome that gives a badge", facts["outcome_code"]),
        (f"asset ({facts['asset']['symbol']})", facts["asset"]["id"]),
        ("project wallet", facts["project_wallet"]["address"]),
    ]  # fmt: skip
    width = max(len(name) for name, _ in rows) + 2
    yield from (f"{name:<{width}}{value}" for name, value in rows)


VERBS = {"wins", "loses"}


def _commands(facts: Facts) -> Iterator[str]:
    key, base = facts["api_key"], facts["base_url"]
    body = f'{{"game": "{facts["games"]["wins"]}", "participant": "card-ada"}}'
    yield "Award a token and redeem it:"
    yield ""
    yield f"  CODE=$(curl -s {base}/platform/v1/tokens -H 'Authorization: Bearer {key}' \\"
    yield f"    -H 'Content-Type: application/json' -d '{body}' \\"
    yield """    | python3 -c 'import json, sys; print(json.load(sys.stdin)["code"])')"""
    yield f"  curl -s -X POST {base}/platform/v1/tokens/$CODE/redeem \\"
    yield f"    -H 'Authorization: Bearer {key}'"
