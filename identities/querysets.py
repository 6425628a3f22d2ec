from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from identities.models import Organization, Participant, ParticipantSession


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def in_organization(self, organization: Organization) -> ParticipantQuerySet:
        return self.filter(organization=organization)


class ParticipantSessionQuerySet(models.QuerySet["ParticipantSession"]):
    def open(self, *, at: datetime) -> ParticipantSessionQuerySet:
        return self.filter(closed_at__isnull=True, expires_at__gt=at)
