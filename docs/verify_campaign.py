"""Check the draws of a campaign that is over, with Python 3.11 alone.

python3 verify_campaign.py FILE, where FILE is what `manage.py reveal_draws` printed.
"""

import hashlib
import json
import sys
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

from verify_draw import commitment, moments, ranking


def check_seal(seal: dict[str, Any], revealed: dict[str, Any]) -> bool:
    """Print the moments that the seed gives, and tell whether nothing else was kept."""
    document = next(item for item in revealed["revisions"] if item["number"] == seal["revision"])
    kept = commitment(seal["seed"], document) == seal["commitment"]
    print(seal["game"], "revision", seal["revision"], "commitment", "kept" if kept else "BROKEN")
    game = next(item for item in document["games"] if item["code"] == seal["game"])
    return all(
        [kept, *(check_prize(code, plan, seal, revealed) for code, plan in game["moments"].items())]
    )


def check_prize(
    code: str, plan: dict[str, Any], seal: dict[str, Any], revealed: dict[str, Any]
) -> bool:
    drawn = moments(seal["seed"], code, plan)
    stored = {
        datetime.fromisoformat(item["opens_at"]): item
        for item in revealed["moments"]
        if (item["game"], item["prize"], item["revision"]) == (seal["game"], code, seal["revision"])
    }
    for moment in drawn:
        state = stored.get(moment, {"state": "drawn anew later"})
        print(" ", code, moment.isoformat(), state["state"], state.get("awarded_at") or "")
    foreign = set(stored) - set(drawn)
    for moment in sorted(foreign):
        print(" ", code, moment.isoformat(), "DOES NOT FOLLOW FROM THE SEED")
    return not foreign


def check_drawing(drawing: dict[str, Any], revealed: dict[str, Any]) -> bool:
    """Print what was drawn, and tell whether it is what the seed gives, in that order."""
    winners, expected = ranks_expected(drawing, revealed)
    ids = "".join(f"{entry}{participant}" for entry, participant in sorted(drawing["entries"]))
    listed = hashlib.sha256(bytes.fromhex(ids.replace("-", ""))).hexdigest()
    kept = listed == drawing["entries_sha256"]
    print(drawing["game"], len(drawing["entries"]), "entries", "kept" if kept else "CHANGED")
    drawn = [item["entry"] for item in drawing["drawn"]]
    for rank, (entry, wanted) in enumerate(zip_longest(drawn, expected), start=1):
        verdict = "" if entry == wanted else "DOES NOT FOLLOW FROM THE SEED"
        print(" ", rank, "winner" if rank <= winners else "alternate", entry, verdict)
    ranked = [item["rank"] for item in drawing["drawn"]] == [*range(1, len(drawn) + 1)]
    return all([kept, ranked, drawn == expected, check_replacements(drawing, winners)])


def ranks_expected(drawing: dict[str, Any], revealed: dict[str, Any]) -> tuple[int, list[str]]:
    """Return how many win, and the entries of all ranks as the seed gives them."""
    names = (drawing["game"], drawing["revision"])
    seal = next(item for item in revealed["seals"] if (item["game"], item["revision"]) == names)
    document = next(item for item in revealed["revisions"] if item["number"] == names[1])
    game = next(item for item in document["games"] if item["code"] == names[0])
    winners = sum(prize["quantity"] for prize in game["prizes"])
    passed_over = set(drawing["passed_over"])
    present = [entry for entry in drawing["entries"] if entry[1] not in passed_over]
    return winners, ranking(seal["seed"], present)[: winners + game["alternates"]]


def check_replacements(drawing: dict[str, Any], winners: int) -> bool:
    """Print the replacements, and tell whether each alternate took one place that was there."""
    ranks = {item["rank"] for item in drawing["drawn"]}
    holders = {rank for rank in ranks if rank <= winners}
    waiting = ranks - holders
    for item in drawing["replacements"]:
        fits = item["replaced"] in holders and item["alternate"] in waiting
        verdict = "" if fits else "HAD NO SUCH PLACE TO TAKE"
        print("  alternate", item["alternate"], "replaced", item["replaced"], verdict)
        if not fits:
            return False
        holders ^= {item["replaced"], item["alternate"]}
        waiting -= {item["alternate"]}
    return True


def main() -> int:
    try:
        revealed = json.loads(Path(sys.argv[1]).read_text())
        checked = [check_seal(seal, revealed) for seal in revealed["seals"]]
        checked += [check_drawing(drawing, revealed) for drawing in revealed["drawings"]]
    except (IndexError, OSError, StopIteration, ValueError, KeyError, TypeError):
        print(__doc__, file=sys.stderr)
        return 2
    return 0 if all(checked) else 1


if __name__ == "__main__":
    sys.exit(main())
