"""What the OpenAPI document says of all operations."""

from __future__ import annotations

from typing import Any

from identities.dialects.schema import DialectSchema

NEEDS = "\n\nNeeds the scope {}."
READS = NEEDS.format("`read`")
WRITES = NEEDS.format("`games:write`")
GAME = {"game": "The game's code."}
GUID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
PLAY = "019a9c3f-5555-7b11-8c41-0d3c5a1f9e02"


class ItaSchema(DialectSchema):
    def get_auth(self) -> list[dict[str, Any]]:
        """Name the platform's own scheme: keys are sent as its are, or as ``X-Api-Key``."""
        return [{"ApiKey": []}]
