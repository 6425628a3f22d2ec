from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from identities.models import Organization, Participant


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def in_organization(self, organization: Organization) -> ParticipantQuerySet:
        return self.filter(organization=organization)
