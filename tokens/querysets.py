from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from identities.models import Organization
    from tokens.models import Token


class TokenQuerySet(models.QuerySet["Token"]):
    def in_organization(self, organization: Organization) -> TokenQuerySet:
        return self.filter(organization=organization)

    def locked(self) -> TokenQuerySet:
        return self.select_for_update(of=("self",), no_key=True)
