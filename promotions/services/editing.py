"""Editing a campaign's working copy by another door than the admin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from identities.models import Organization
from identities.services.actors import Actor
from promotions.enums import CampaignStatus
from promotions.models import Campaign
from promotions.services.campaigns import CampaignError, is_editable

# how long a campaign lasts that was made for a client's drafts, until staff date it
DRAFTS_LAST = timedelta(days=365)


class CampaignNotEditable(CampaignError):
    """The campaign is neither a draft, nor is a draft revision of it open."""


@contextmanager
def recorded(*, by: Actor, reason: str, at: datetime) -> Iterator[None]:
    """Run a transaction whose history names actor, door, reason and instant."""
    context = pghistory.context(
        user=str(by.user.pk) if by.user else None,
        client=str(by.client.pk) if by.client else None,
        channel=by.channel.value,
        request_id=by.request_id,
        reason=reason,
        at=at.isoformat(),
    )
    with context, transaction.atomic():
        yield


@contextmanager
def edited(campaign_id: UUID, *, by: Actor, reason: str, at: datetime) -> Iterator[Campaign]:
    """Hold the campaign's lock while it is edited; raises ``CampaignNotEditable``."""
    with recorded(by=by, reason=reason, at=at):
        campaign = Campaign.objects.locked(campaign_id)
        if not is_editable(campaign):
            raise CampaignNotEditable(
                "Its campaign can't be edited now: staff have to open a revision of it."
            )
        yield campaign


@contextmanager
def edited_drafts(
    *, organization: Organization, name: str, by: Actor, reason: str, at: datetime
) -> Iterator[Campaign]:
    """Hold the newest draft campaign that came by the actor's door, or a new one called *name*.

    A new one runs from *at* for a year, in UTC: staff date it, and complete it.
    """
    with recorded(by=by, reason=reason, at=at):
        # one at a time: two calls must not each make a campaign
        Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        drafts = Campaign.objects.filter(
            organization=organization, channel=by.channel, status=CampaignStatus.DRAFT
        )
        newest = drafts.order_by("-created_at", "-id").select_for_update(no_key=True).first()
        yield newest or Campaign.objects.create(
            organization=organization,
            name=name,
            channel=by.channel,
            starts_at=at,
            ends_at=at + DRAFTS_LAST,
        )


def check_fields(*rows: Model) -> None:
    """Raise Django's ``ValidationError`` with all that *rows* do not take, by field.

    Foreign keys are left out: services look what they refer to up themselves.
    """
    errors: dict[str, list[ValidationError]] = {}
    for row in rows:
        fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented _meta
        try:
            row.clean_fields(exclude=[field.name for field in fields if field.is_relation])
        except ValidationError as error:
            error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)
