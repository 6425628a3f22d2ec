"""Check a campaign's draws: `python3 verify_campaign.py FILE`, of `manage.py reveal_draws`."""

import json
import sys
from pathlib import Path

from verify_draw import commitment, moments

revealed = json.loads(Path(sys.argv[1]).read_text())
revisions = {document["number"]: document for document in revealed["revisions"]}
failed = False
for seal in revealed["seals"]:
    document = revisions[seal["revision"]]
    kept = commitment(seal["seed"], document) == seal["commitment"]
    failed |= not kept
    print(seal["game"], "revision", seal["revision"], "commitment", "kept" if kept else "BROKEN")
    game = next(game for game in document["games"] if game["code"] == seal["game"])
    for prize_code, plan in sorted(game["moments"].items()):
        for moment in moments(seal["seed"], prize_code, plan):
            print(" ", prize_code, moment.isoformat())
sys.exit(failed)
