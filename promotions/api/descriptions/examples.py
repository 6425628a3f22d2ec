"""What the OpenAPI document shows as requests and answers."""

from typing import Any

PRIZE = {
    "code": "espresso",
    "name": "Espresso machine",
    "description": "Delivered to your door.",
    "kind": "physical",
    "value": "249.00",
    "currency": "EUR",
    "image_url": "",
}
AWARD = {
    "id": "019a9c40-1f0e-7c55-8f0a-6f4f6f1f2b31",
    "state": "won",
    "claim_by": "2026-06-03T10:15:00.5Z",
}
GAME: dict[str, Any] = {
    "code": "spring-wheel",
    "name": "Spring wheel",
    "description": "Turn the wheel once a day.",
    "start_message": "Good luck!",
    "win_message": "You won!",
    "lose_message": "Not this time.",
    "icon_url": "",
    "kind": "instant_win",
    "phase": "live",
    "starts_at": "2026-05-01T00:00:00Z",
    "ends_at": "2026-06-01T00:00:00Z",
    "campaign": {
        "id": "019a9c30-0000-7000-8000-000000000001",
        "name": "Spring",
        "description": "",
        "time_zone": "Europe/Berlin",
        "minimum_age": 18,
        "countries": ["AT", "DE"],
        "rules_text": "",
        "publishes_stock": True,
    },
    "seal": {
        "commitment": "beb0746502f913361eefa19cb57cf5f2bbbfb77488260be6aad20fccfc108c61",
        "revision_sha256": "eaf3ada7f315087dfce9fa5c65fe27aad42ec295efc3b603bf407411f1bd3117",
        "sealed_at": "2026-04-28T14:00:00Z",
    },
}
PLAY = {
    "id": "019a9c40-1f0e-7c55-8f0a-6f4f6f1f2b30",
    "game": "spring-wheel",
    "participant": "customer-4711",
    "result": "won",
    "played_at": "2026-05-04T10:15:00.5Z",
    "prize": PRIZE,
    "award": AWARD,
    "channel": "platform",
    "request_id": "b73ae504f76e49c0a183a1582abe5163",
}
WON = {
    **AWARD,
    "won_at": "2026-05-04T10:15:00.5Z",
    "play": PLAY["id"],
    "entry": None,
    "game": "spring-wheel",
    "participant": "customer-4711",
    "prize": PRIZE,
}
ENTRY = {
    "id": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b32",
    "game": "spring-raffle",
    "participant": "customer-4711",
    "source_id": "receipt-2026-0815",
    "entered_at": "2026-05-04T10:15:00.5Z",
}
REPLACING = {
    "id": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b35",
    "state": "won",
    "claim_by": "2026-06-15T09:00:00Z",
}
DRAWING = {
    "entries": 8120,
    "participants": 3077,
    "passed_over": 2,
    "entries_sha256": "1d0c4e9f6f1c0b0a9f2b7b61f1f5a3e7f3a6bb7a0b1de1a76b0a6f2f6f9e4c11",
    "drawn_at": "2026-06-01T09:00:00Z",
    "winners": 250,
    "alternates": 50,
}
DRAWN = {
    "rank": 251,
    "entry": "019a9c40-2a10-7c55-8f0a-6f4f6f1f2b33",
    "participant": "customer-0815",
    "replaces": 17,
    "prize": PRIZE,
    "award": REPLACING,
}
