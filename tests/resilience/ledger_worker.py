"""A client of the ledger with 16 threads, made to be killed.

``python -m tests.resilience.ledger_worker PLAN SEED [all]`` makes the requests of a plan in an
order of its own, each twice, and prints a line for each that was answered. With ``all`` it goes on
until every one was answered.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import django
from django.db import DatabaseError, connection

THREADS = 16
TRIES = 200
# refusals of mints that come before what they mint
TOO_EARLY = {"allowance_exceeded", "participant_not_found"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    plan = json.loads(Path(sys.argv[1]).read_text())
    requests = plan["requests"] * 2
    Random(int(sys.argv[2])).shuffle(requests)
    attempt = until_answered if "all" in sys.argv else once
    with ThreadPoolExecutor(THREADS) as pool:
        for line in pool.map(lambda request: attempt(plan, request), requests):
            if line:
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()


def until_answered(plan: dict[str, Any], request: dict[str, Any]) -> str | None:
    return next((line for _ in range(TRIES) if (line := once(plan, request))), None)


def once(plan: dict[str, Any], request: dict[str, Any]) -> str | None:
    """Make a request; return its id where it was answered, an error that should not be where not.

    A mint that comes too early is not answered, nor is a call whose connection died.
    """
    from identities.services.lost_connections import is_connection_lost
    from tokens.services.refusing import ValueRefused

    try:
        make(plan, request)
    except ValueRefused as refused:
        if refused.code in TOO_EARLY:
            return None
        return f"! {refused.code}"
    except DatabaseError as error:
        return None if is_connection_lost(error) else f"! {error!r}"
    return str(request["request_id"])


def make(plan: dict[str, Any], request: dict[str, Any]) -> None:
    from identities.enums import Channel
    from identities.models import ApiClient
    from identities.services.actors import Actor
    from tokens.services.fundings import fund_wallet
    from tokens.services.minting import mint_allowance
    from tokens.services.value_awards import WantedAmount, request_award

    client = ApiClient.objects.select_related("organization").get(pk=plan["client"])
    known = {
        "organization": client.organization,
        "by": Actor(Channel.PLATFORM, client=client),
        "request_id": request["request_id"],
    }
    if request["does"] == "award":
        request_award(
            campaign_id=UUID(plan["campaign"]),
            participant=request["participant"],
            amounts=[WantedAmount(UUID(a), Decimal(n)) for a, n in request["amounts"].items()],
            wallet=request["wallet"],
            **known,
        )
        return
    arguments = {"asset_id": UUID(request["asset"]), "amount": Decimal(request["amount"])}
    if request["does"] == "fund":
        fund_wallet(address=plan["project_wallet"], **arguments, **known)
    else:
        mint_allowance(
            participant=request["participant"], wallet=request["wallet"], **arguments, **known
        )


if __name__ == "__main__":
    main()
    connection.close()
