"""One command for each vendor's API that works as pasted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

from identities.services.signatures import sign

from .build import Facts


def vendor_commands(facts: Facts) -> Iterator[str]:
    """Return for each vendor a line of text, and its commands."""
    for commands in (ita_games, tomhorn_gms, memori, eprize, payingame):
        yield ""
        yield from commands(facts)


def ita_games(facts: Facts) -> Iterator[str]:
    base, participant = f"{facts['base_url']}/v1", facts["participant"]["source_id"]
    token = {"TokenSourceId": "receipt-1", "GameSourceId": facts["games"]["wins"]}
    headers = f"-H 'Authorization: Bearer {facts['api_key']}' -H 'Content-Type: application/json'"
    yield "ITA Group Games: give a participant a token, and play it (again: the same answers):"
    yield ""
    yield f"  curl -s {base}/tokens/participant/{participant} {headers} \\"
    yield f"    -d '{json.dumps(token)}'"
    yield f"  curl -s {base}/game-plays/start-game-play {headers} \\"
    yield f"    -d '{json.dumps({'TokenId': token['TokenSourceId']})}'"


def tomhorn_gms(facts: Facts) -> Iterator[str]:
    base = f"{facts['base_url']}/services/gms"
    partner, secret = facts["organization"]["id"], facts["organization"]["signing_secret"]
    known, new = facts["participant"]["source_id"], "card-new"
    identity = {
        "partnerID": partner,
        "sign": sign(secret=secret, text=f"{partner}{new}EUR"),
        "name": new,
        "currency": "EUR",
    }
    lookup = (
        f"partnerID='{partner}', name='{known}', sign='{sign(secret=secret, text=partner + known)}'"
    )
    client = f"zeep.Client('{base}/CustomerIntegrationService.svc?wsdl')"
    yield "Tom Horn GMS: create an identity (1014 the second time), and look one up by SOAP:"
    yield ""
    yield f"  curl -s {base}/RestCustomerIntegrationService.svc/CreateIdentity \\"
    yield f"    -H 'Content-Type: application/json' -d '{json.dumps(identity)}'"
    yield f'  .venv/bin/python -c "import zeep; print({client}.service.GetIdentity({lookup}))"'


def memori(facts: Facts) -> Iterator[str]:
    base, participant = f"{facts['base_url']}/api/v2", facts["participant"]
    login = {
        "tenant": participant["tenant"],
        "userName": participant["user_name"],
        "password": participant["password"],
    }
    yield "Memori badges: log in, process an outcome, and see the badge that it gave:"
    yield ""
    yield f"  SESSION=$(curl -s {base}/Login -H 'Content-Type: application/json' \\"
    yield f"    -d '{json.dumps(login)}' \\"
    yield """    | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')"""
    yield f"  curl -s -X POST {base}/Outcome/$SESSION/{facts['outcome_code']} \\"
    yield f"    -H 'Authorization: Bearer {facts['api_key']}'"
    yield f"  curl -s {base}/Badges/$SESSION"


def eprize(facts: Facts) -> Iterator[str]:
    base = f"{facts['base_url']}/v1/{facts['api_key']}"
    game = facts["games"]["wins"]
    location = """awk 'tolower($1) == "location:" { print $2 }' | tr -d '\\r'"""
    yield "ePrize: create a profile, award it a token and redeem that:"
    yield ""
    yield f'  PROFILE=$(curl -si {base}/profiles -d "user_name=guest-$(date +%s)" \\'
    yield f"    | {location})"
    yield f'  TOKEN=$(curl -si {base}/game/{game}/tokens -d "profile=$PROFILE" \\'
    yield f"    | {location})"
    yield f"  curl -s -X POST {facts['base_url']}$TOKEN"


def payingame(facts: Facts) -> Iterator[str]:
    base, key = f"{facts['base_url']}/rest/PayIngame/PublicAPI", facts["api_key"]
    project, customer = facts["campaign"]["id"], facts["participant"]["source_id"]
    asset = facts["asset"]
    award = {
        "ApiKey": key,
        "RequestID": str(uuid4()),
        "ProjectGuid": project,
        "IsAllowance": True,
        "IsMintable": True,
        "CustomerID": customer,
        "Tokens": [{"Guid": asset["id"], "Amount": 80.62, "ContractGuid": asset["contract"]}],
    }
    yield "PayInGame: award a customer an amount (again: awarded once), and see what he holds:"
    yield ""
    yield f"  curl -s {base}/AwardTokens -H 'Content-Type: application/json' \\"
    yield f"    -d '{json.dumps(award)}'"
    yield f"  curl -s {base}/Tokens/{key}/{project}/{customer}"
    yield f"  curl -s {base}/UserToken/{key}/{project}/{customer}"
