"""What the samples speak of: a project with two tokens, its customers, and keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from identities.api.authentication import admit
from identities.enums import ParticipantState, Scope
from identities.models import Organization
from identities.services.api_clients import create_api_client
from tests.factories.identities import OrganizationFactory, ParticipantFactory
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, mint
from tokens.models import Wallet

PROJECT = UUID("019a9c3e-52c1-7d3c-9f60-2b8f6f1d7a10")
BOLT = UUID("5e5b2f1c-8a3d-4c7e-9b64-1f0d2a7c3e58")
NUT = UUID("b1f0c9d2-3e4a-4f5b-8c6d-7e8f9a0b1c2d")
OTHER_PROJECT = UUID("019a9c3e-52c1-7d3c-9f60-2b8f6f1d7a99")
OTHER_BOLT = UUID("5e5b2f1c-8a3d-4c7e-9b64-1f0d2a7c3e99")
CONTRACT = "0xC0FFEE254729296a45a3885639AC7E10F9d54979"
# that of the request that was made before, to which samples come back
USED = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


class Scenario:
    """*facts* are what the samples name."""

    def __init__(self) -> None:
        self.organization: Organization = OrganizationFactory()
        self.campaign = CampaignFactory(id=PROJECT, organization=self.organization)
        self.bolt = AssetFactory(
            id=BOLT, campaign=self.campaign, name="Bolts", symbol="BOLT", contract=CONTRACT
        )
        self.nut = AssetFactory(
            id=NUT, campaign=self.campaign, name="Nüsse & more", symbol="NUT", decimals=18,
            contract="nut-points", chain_name="",
        )  # fmt: skip
        self._other_project()
        self._customers()
        self.facts = self._keys() | {"project_wallet": Wallet.objects.get(campaign=PROJECT).address}

    def _other_project(self) -> None:
        other = CampaignFactory(id=OTHER_PROJECT)
        AssetFactory(id=OTHER_BOLT, campaign=other)

    def _customers(self) -> None:
        fund(self.bolt, 1000)
        award((self.bolt, "80.62"), participant="customer-4711", wallet="0xAda")
        award((self.bolt, "1.50"), participant="customer-4711", request_id=USED)
        # minted, so that the account of the allowance is empty
        award((self.bolt, 3), participant="shop/42")
        mint(self.bolt, 3, participant="shop/42", wallet="0xShop")
        award((self.nut, "12345678901234567890.000000000000000001"), participant="customer-4711")
        # waits: nobody funded nuts
        award((self.nut, Decimal(7)), participant="customer-4711", wallet="0xAda")
        ParticipantFactory(
            organization=self.organization, source_id="blocked", state=ParticipantState.BLOCKED
        )
        ParticipantFactory(organization=self.organization, source_id="empty")

    def _keys(self) -> dict[str, str]:
        now = datetime.now(UTC)
        keys = {
            "key": self.key(*Scope.values),
            "award_key": self.key(Scope.VALUES_AWARD),
            "mint_key": self.key(Scope.VALUES_MINT),
            "read_key": self.key(Scope.READ),
            "expired_key": self.key(*Scope.values, expires_at=now - timedelta(days=1)),
            "busy_key": self.key(*Scope.values, requests_per_minute=1),
            "strangers_key": self.key(*Scope.values, organization=OrganizationFactory()),
            "disabled_key": self.key(
                *Scope.values, organization=OrganizationFactory(is_enabled=False)
            ),
        }
        # the second time there is no permit left in this minute
        for _ in range(2):
            admit(keys["busy_key"])
        return keys

    def key(self, *scopes: str, organization: Organization | None = None, **client: object) -> str:
        return create_api_client(
            organization=organization or self.organization, name="PayInGame", scopes=scopes,
            **client,  # type: ignore[arg-type]
        ).key  # fmt: skip
