from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from tokens.enums import AccountKind, AwardRequestState, FundingState, TokenPhase, TokenState

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from identities.models import Organization, Participant
    from tokens.models import Account, AwardRequest, Funding, Token, Wallet


class TokenQuerySet(models.QuerySet["Token"]):
    def in_organization(self, organization: Organization) -> TokenQuerySet:
        return self.filter(organization=organization)

    def in_phase(self, phase: str, *, at: datetime) -> TokenQuerySet:
        """Tokens that are *phase*, one of ``TokenPhase``, at the instant *at*."""
        expired = models.Q(expires_at__isnull=False, expires_at__lte=at)
        if phase == TokenPhase.EXPIRED:
            return self.filter(expired, state=TokenState.ISSUED)
        if phase == TokenPhase.ISSUED:
            return self.filter(~expired, state=TokenState.ISSUED)
        return self.filter(state=phase)

    def locked(self) -> TokenQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class WalletQuerySet(models.QuerySet["Wallet"]):
    def in_organization(self, organization: Organization) -> WalletQuerySet:
        return self.filter(organization=organization)

    def at_address(self, address: str) -> WalletQuerySet:
        """Wallets with this address: a hexadecimal one in any case of letters."""
        return self.filter(
            address_key=models.Func(models.Value(address), function="address_key_v1")
        )


class AccountQuerySet(models.QuerySet["Account"]):
    def in_organization(self, organization: Organization) -> AccountQuerySet:
        return self.filter(organization=organization)

    def allowances(self) -> AccountQuerySet:
        return self.filter(kind=AccountKind.ALLOWANCE)

    def held_by(self, participant: Participant) -> AccountQuerySet:
        """Allowances of the participant, and what was paid to him in wallets."""
        # each kind with its own index, which is why they are told apart
        return self.filter(
            models.Q(kind=AccountKind.ALLOWANCE, participant=participant)
            | models.Q(kind=AccountKind.EXTERNAL, participant=participant)
        )

    def in_wallet(self, wallet: Wallet) -> AccountQuerySet:
        return self.filter(wallet=wallet)

    def of_asset(self, asset_id: UUID) -> AccountQuerySet:
        return self.filter(asset_id=asset_id)

    def with_balance(self) -> AccountQuerySet:
        """Accounts with what they hold, as ``balance``."""
        return self.annotate(balance=models.Sum("balances__amount"))

    def holding_something(self) -> AccountQuerySet:
        """Accounts with a ``balance`` above zero."""
        return self.annotate(balance=models.Sum("balances__amount")).filter(balance__gt=0)


class AwardRequestQuerySet(models.QuerySet["AwardRequest"]):
    def in_organization(self, organization: Organization) -> AwardRequestQuerySet:
        return self.filter(organization=organization)

    def queued(self) -> AwardRequestQuerySet:
        """Awards that wait for funds, the oldest first."""
        return self.filter(state=AwardRequestState.QUEUED).order_by("queue_number")


class FundingQuerySet(models.QuerySet["Funding"]):
    def in_organization(self, organization: Organization) -> FundingQuerySet:
        return self.filter(organization=organization)

    def proposed(self) -> FundingQuerySet:
        return self.filter(state=FundingState.PROPOSED)

    def locked(self) -> FundingQuerySet:
        return self.select_for_update(of=("self",), no_key=True)
