"""Check the draws of a campaign that is over, with Python 3.11 alone.

python3 verify_campaign.py FILE, where FILE is what `manage.py reveal_draws` printed.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from verify_draw import commitment, moments


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


def main() -> int:
    try:
        revealed = json.loads(Path(sys.argv[1]).read_text())
        checked = [check_seal(seal, revealed) for seal in revealed["seals"]]
    except (IndexError, OSError, ValueError, KeyError, TypeError):
        print(__doc__, file=sys.stderr)
        return 2
    return 0 if all(checked) else 1


if __name__ == "__main__":
    sys.exit(main())
