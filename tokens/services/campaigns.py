"""Campaigns, as clients that award amounts name them: by their ids."""

from __future__ import annotations

from uuid import UUID

from identities.models import Organization
from promotions.models import Campaign
from tokens.enums import ValueRefusal
from tokens.services.refusing import ValueRefused


def find_campaign(*, organization: Organization, campaign_id: UUID) -> Campaign:
    """Return the campaign, a draft too. Raises ``ValueRefused``: ``campaign_not_found``."""
    found = Campaign.objects.filter(organization=organization, pk=campaign_id).first()
    if found is None:
        raise ValueRefused(ValueRefusal.CAMPAIGN_NOT_FOUND)
    return found
