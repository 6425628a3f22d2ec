"""What the pages of a campaign's configuration say above everything else."""

from __future__ import annotations

from django.http import HttpRequest

from promotions.admin.campaign_zone import in_zone
from promotions.enums import CampaignStatus, RevisionState
from promotions.models import Campaign, CampaignRevision
from promotions.services.campaigns import is_editable

OVER = {
    CampaignStatus.CANCELLED: "Cancelled: nothing can be changed any more.",
    CampaignStatus.ARCHIVED: "Archived: nothing can be changed any more.",
}
REVISE = "Published: choose Revise on the campaign's page to propose a change."
PUBLISHED = "Published: it changes only by a revision, which a campaign manager can open."


def open_revision(campaign: Campaign) -> CampaignRevision | None:
    """Return the revision that is open; one query for all that a page asks."""
    if "_open_revision" not in campaign.__dict__:
        revisions = campaign.revisions.open().defer("snapshot").select_related("submitted_by")
        campaign.__dict__["_open_revision"] = revisions.first()
    found: CampaignRevision | None = campaign.__dict__["_open_revision"]
    return found


def frozen_because(request: HttpRequest, campaign: Campaign) -> str:
    """Say why the configuration can't be edited now, and what this person can do about it."""
    if campaign.status in OVER:
        return OVER[CampaignStatus(campaign.status)]
    revision = open_revision(campaign)
    if revision is not None and revision.state == RevisionState.IN_REVIEW:
        since = in_zone(revision.submitted_at, campaign.time_zone)
        return (
            f"In review since {since}, submitted by {revision.submitted_by}:"
            " it can be edited again when it is returned."
        )
    if is_editable(campaign):
        return ""
    may_revise = request.user.has_perm("promotions.revise_campaign", campaign)
    return REVISE if may_revise else PUBLISHED


def returned_because(campaign: Campaign) -> str:
    """Say why what was submitted last came back, until it is submitted again."""
    submitted = campaign.revisions.exclude(state=RevisionState.DRAFT).defer("snapshot")
    newest = submitted.select_related("returned_by").order_by("-number").first()
    if newest is None or newest.state != RevisionState.RETURNED:
        return ""
    return f"Returned by {newest.returned_by}: {newest.reason}"
