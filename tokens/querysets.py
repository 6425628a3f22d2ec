from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from tokens.enums import TokenPhase, TokenState

if TYPE_CHECKING:
    from datetime import datetime

    from identities.models import Organization
    from tokens.models import Token


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
