"""The life of a campaign: submitted by one person, published by another, paused, ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import pghistory
from django.db import transaction

from identities.models import User
from promotions.enums import CampaignPhase, CampaignStatus, RevisionState
from promotions.models import Campaign, CampaignRevision
from promotions.services.grants import GrantIncomplete
from promotions.services.publication import plan_game, publish_game
from promotions.services.readiness import problems_of
from promotions.services.schedules import document_sha256
from promotions.services.snapshots import instant_text, take_snapshot
from promotions.services.working_copy import restore_working_copy


class CampaignError(Exception):
    """The campaign does not allow it as it stands; the message is a sentence for people."""


class NotInThisState(CampaignError):
    """The campaign, or its revision, is in another state than the step asks for."""


class SubmitterMayNotApprove(CampaignError):
    """Whoever submitted a revision can't approve it."""


class NotPublishable(CampaignError):
    """The configuration can't be published; ``problems`` says what has to be mended."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The campaign can't be published yet.")
        self.problems = problems


def is_editable(campaign: Campaign) -> bool:
    """Tell whether the working copy may be edited: a draft, or a draft revision is open."""
    if campaign.status == CampaignStatus.DRAFT:
        return True
    return (
        campaign.status in (CampaignStatus.APPROVED, CampaignStatus.PAUSED)
        and campaign.revisions.filter(state=RevisionState.DRAFT).exists()
    )


def submit_campaign(*, campaign_id: UUID, by: User, at: datetime) -> CampaignRevision:
    """Hand the working copy in for review, as it is now.

    Raises ``NotInThisState`` unless it is editable, ``NotPublishable`` where something is missing.
    """
    with _changed(campaign_id, by=by, reason="submitted", at=at) as campaign:
        if not is_editable(campaign):
            raise NotInThisState("There is no draft to submit.")
        _refuse_unpublishable(campaign, at)
        revision = _open_revision(campaign)
        revision.snapshot = take_snapshot(campaign)
        revision.sha256 = document_sha256(revision.snapshot)
        revision.state = RevisionState.IN_REVIEW
        revision.submitted_by, revision.submitted_at = by, at
        revision.save()
        if campaign.status == CampaignStatus.DRAFT:
            _move(campaign, CampaignStatus.IN_REVIEW)
    return revision


def approve_campaign(*, campaign_id: UUID, by: User, at: datetime) -> CampaignRevision:
    """Publish what was submitted: from now on plays run on it, and it never changes.

    Raises ``NotInThisState`` unless a revision is in review, ``SubmitterMayNotApprove`` for its
    submitter, ``NotPublishable`` where time or stock has made it impossible meanwhile.
    """
    with _changed(campaign_id, by=by, reason="approved", at=at) as campaign:
        revision = _revision_in_review(campaign)
        if revision.submitted_by_id == by.pk:
            raise SubmitterMayNotApprove("Another person than the submitter has to approve.")
        _refuse_unpublishable(campaign, at)
        _publish(campaign, revision, by, at)
    return revision


def _publish(campaign: Campaign, revision: CampaignRevision, by: User, at: datetime) -> None:
    snapshot = take_snapshot(campaign)
    if document_sha256(snapshot) != revision.sha256:
        raise NotInThisState("It is no longer what was submitted: return it, and submit it again.")
    snapshot |= {"number": revision.number, "published_at": instant_text(at)}
    plans = [
        plan_game(campaign=campaign, number=revision.number, document=document, at=at)
        for document in snapshot["games"]
    ]
    revision.snapshot, revision.sha256 = snapshot, document_sha256(snapshot)
    revision.state = RevisionState.APPROVED
    revision.approved_by, revision.approved_at = by, at
    revision.save()
    for plan in plans:
        publish_game(plan=plan, revision=revision, snapshot=snapshot, at=at)
    campaign.published_revision = revision
    if campaign.status == CampaignStatus.IN_REVIEW:
        campaign.status = CampaignStatus.APPROVED
    campaign.save(update_fields=["published_revision", "status"])


def return_campaign(*, campaign_id: UUID, by: User, reason: str, at: datetime) -> CampaignRevision:
    """Send a submitted revision back to its authors, who may edit again.

    Raises ``NotInThisState`` unless a revision is in review.
    """
    with _changed(campaign_id, by=by, reason=reason, at=at) as campaign:
        revision = _revision_in_review(campaign)
        revision.state, revision.returned_by, revision.reason = RevisionState.RETURNED, by, reason
        revision.save()
        if campaign.status == CampaignStatus.IN_REVIEW:
            _move(campaign, CampaignStatus.DRAFT)
        else:
            _open_revision(campaign).save()
    return revision


def revise_campaign(*, campaign_id: UUID, by: User, at: datetime) -> CampaignRevision:
    """Open a draft revision of a published campaign, so that its working copy can be edited.

    Plays go on as published until the revision is approved. Raises ``NotInThisState`` where the
    campaign is not published, is over, or has a revision open already.
    """
    with _changed(campaign_id, by=by, reason="revised", at=at) as campaign:
        _refuse_unless(campaign, CampaignStatus.APPROVED, CampaignStatus.PAUSED)
        _refuse_over(campaign, at)
        if campaign.revisions.open().exists():
            raise NotInThisState("A revision is open already.")
        revision = _open_revision(campaign)
        revision.save()
    return revision


def discard_revision(*, campaign_id: UUID, by: User, at: datetime) -> Campaign:
    """Give a draft revision up: the working copy is again what is published.

    Raises ``NotInThisState`` unless a published campaign has a draft revision.
    """
    with _changed(campaign_id, by=by, reason="revision discarded", at=at) as campaign:
        draft = campaign.revisions.filter(state=RevisionState.DRAFT).first()
        if draft is None or campaign.published_revision is None:
            raise NotInThisState("There is no draft revision.")
        restore_working_copy(
            campaign=campaign, snapshot=campaign.published_revision.published_snapshot()
        )
        draft.delete()
    return campaign


def pause_campaign(*, campaign_id: UUID, by: User, reason: str, at: datetime) -> Campaign:
    """Refuse all plays until the campaign is resumed; raises ``NotInThisState``."""
    with _changed(campaign_id, by=by, reason=reason, at=at) as campaign:
        _refuse_unless(campaign, CampaignStatus.APPROVED)
        _refuse_over(campaign, at)
        return _move(campaign, CampaignStatus.PAUSED)


def resume_campaign(*, campaign_id: UUID, by: User, reason: str, at: datetime) -> Campaign:
    """Let plays go on; raises ``NotInThisState`` unless the campaign is paused."""
    with _changed(campaign_id, by=by, reason=reason, at=at) as campaign:
        _refuse_unless(campaign, CampaignStatus.PAUSED)
        _refuse_over(campaign, at)
        return _move(campaign, CampaignStatus.APPROVED)


def cancel_campaign(*, campaign_id: UUID, by: User, reason: str, at: datetime) -> Campaign:
    """End the campaign for good; what was won stays won. Raises ``NotInThisState``."""
    with _changed(campaign_id, by=by, reason=reason, at=at) as campaign:
        if campaign.status in (CampaignStatus.CANCELLED, CampaignStatus.ARCHIVED):
            raise NotInThisState(f"The campaign is {campaign.get_status_display().lower()}.")
        _refuse_over(campaign, at)
        _return_open_revision(campaign, by, reason)
        return _move(campaign, CampaignStatus.CANCELLED)


def archive_campaign(*, campaign_id: UUID, by: User, at: datetime) -> Campaign:
    """Put a campaign that is over away.

    Raises ``NotInThisState`` while it is not over, or winners of a drawing are still to be drawn.
    """
    with _changed(campaign_id, by=by, reason="archived", at=at) as campaign:
        if campaign.phase(at) not in ("ended", "cancelled"):
            raise NotInThisState("Only a campaign that has ended or is cancelled can be archived.")
        if campaign.status != CampaignStatus.CANCELLED:
            _refuse_undrawn(campaign)
        _return_open_revision(campaign, by, "archived")
        return _move(campaign, CampaignStatus.ARCHIVED)


@contextmanager
def _changed(campaign_id: UUID, *, by: User, reason: str, at: datetime) -> Iterator[Campaign]:
    """Hold the campaign's lock in a transaction whose history names person, reason and instant."""
    context = pghistory.context(user=str(by.pk), reason=reason, at=at.isoformat())
    with context, transaction.atomic():
        yield Campaign.objects.locked(campaign_id)


def _move(campaign: Campaign, status: CampaignStatus) -> Campaign:
    campaign.status = status
    campaign.save(update_fields=["status"])
    return campaign


def _refuse_unless(campaign: Campaign, *statuses: CampaignStatus) -> None:
    if campaign.status not in statuses:
        raise NotInThisState(f"The campaign is {campaign.get_status_display().lower()}.")


def _refuse_over(campaign: Campaign, at: datetime) -> None:
    """What is over stays over: its seeds may have been revealed."""
    if campaign.phase(at) == CampaignPhase.ENDED:
        raise NotInThisState("The campaign has ended.")


def _refuse_undrawn(campaign: Campaign) -> None:
    for game in campaign.games.undrawn():
        raise NotInThisState(f"The winners of {game.name} are not drawn yet.")


def _refuse_unpublishable(campaign: Campaign, at: datetime) -> None:
    try:
        problems = problems_of(campaign=campaign, at=at)
    except GrantIncomplete as error:
        problems = [str(error)]
    if problems:
        raise NotPublishable(problems)


def _open_revision(campaign: Campaign) -> CampaignRevision:
    """Return the campaign's draft revision, or a new one, not yet stored."""
    draft = campaign.revisions.filter(state=RevisionState.DRAFT).first()
    if draft is not None:
        return draft
    newest = campaign.revisions.order_by("-number").values_list("number", flat=True).first()
    return CampaignRevision(campaign=campaign, number=(newest or 0) + 1, state=RevisionState.DRAFT)


def _revision_in_review(campaign: Campaign) -> CampaignRevision:
    revision = campaign.revisions.filter(state=RevisionState.IN_REVIEW).first()
    if revision is None:
        raise NotInThisState("Nothing is in review.")
    return revision


def _return_open_revision(campaign: Campaign, by: User, reason: str) -> None:
    for revision in campaign.revisions.filter(state=RevisionState.IN_REVIEW):
        revision.state, revision.returned_by, revision.reason = RevisionState.RETURNED, by, reason
        revision.save()
    campaign.revisions.filter(state=RevisionState.DRAFT).delete()
