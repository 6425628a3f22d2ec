# ruff: noqa: ARG002 - Django's hooks have their arguments
"""The buttons of a campaign: each calls one service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from identities.admin.base import OrganizationAdmin
from identities.admin.dialogs import DANGER, PRIMARY, ReasonForm, button
from promotions.admin.banners import open_revision
from promotions.enums import CampaignPhase, CampaignStatus, RevisionState
from promotions.models import Campaign, CampaignRevision
from promotions.services import campaigns

PUBLISHED = (CampaignStatus.APPROVED, CampaignStatus.PAUSED)


class CampaignSteps(OrganizationAdmin):
    """Shows a step where the campaign's state invites it and a role allows it.

    What is shown is a courtesy: the role is asked again when the dialog is sent, and whether the
    state allows it is decided by the service.
    """

    actions_detail = (
        "submit", "approve", "send_back", "revise", "discard", "pause", "resume",
        {"title": "More", "items": ["cancel", "archive"]},
    )  # fmt: skip
    refusals: Mapping[type[Exception], str] = {campaigns.CampaignError: "{}"}

    def invites(self, request: HttpRequest, object_id: str | None, step: str) -> bool:
        campaign = self.row(request, object_id)
        if not campaign or not self.holds(request, step, campaign):
            return False
        if step == "approve" and _is_submitter(request, open_revision(campaign)):
            return False
        return INVITED[step](campaign)

    def take(
        self,
        request: HttpRequest,
        object_id: str,
        done: str,
        service: Callable[..., object],
        **arguments: Any,
    ) -> HttpResponse:
        """Call the service; *done* and the reason, where one was asked for, go to the log."""
        text = f"{done}: {arguments['reason']}" if "reason" in arguments else done
        call = partial(service, by=request.user, at=timezone.now(), **arguments)
        return self.carry_out(
            request, object_id, text, lambda campaign: call(campaign_id=campaign.pk)
        )

    def has_submit_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "submit")

    @button(
        "Submit",
        "submit",
        "Submit for review",
        "Somebody else approves it, which publishes it.",
        variant=PRIMARY,
    )
    def submit(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Submitted", campaigns.submit_campaign)

    def has_approve_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "approve")

    @button(
        "Approve",
        "approve",
        "Approve and publish",
        "From now on plays run on it, and this version never changes.",
        variant=PRIMARY,
    )
    def approve(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Approved and published", campaigns.approve_campaign)

    def has_return_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "return")

    @button(
        "Return",
        "return",
        "Return to its authors",
        "They can edit it again.",
        form=ReasonForm,
        url_path="return",
    )
    def send_back(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Returned", campaigns.return_campaign, **_reason(form))

    def has_revise_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "revise")

    @button(
        "Revise", "revise", "Revise", "Plays go on as published until the revision is approved."
    )
    def revise(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Revision opened", campaigns.revise_campaign)

    def has_discard_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "discard")

    @button(
        "Discard revision",
        "discard",
        "Discard the revision",
        "The configuration is again what is published.",
        variant=DANGER,
    )
    def discard(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Revision discarded", campaigns.discard_revision)

    def has_pause_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "pause")

    @button(
        "Pause", "pause", "Pause", "All plays are refused until it is resumed.", form=ReasonForm
    )
    def pause(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Paused", campaigns.pause_campaign, **_reason(form))

    def has_resume_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "resume")

    @button("Resume", "resume", "Resume", "Plays go on.", form=ReasonForm)
    def resume(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Resumed", campaigns.resume_campaign, **_reason(form))

    def has_cancel_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "cancel")

    @button(
        "Cancel campaign",
        "cancel",
        "Cancel the campaign",
        "It ends for good; what was won stays won.",
        form=ReasonForm,
        variant=DANGER,
    )
    def cancel(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(
            request, object_id, "Cancelled", campaigns.cancel_campaign, **_reason(form)
        )

    def has_archive_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.invites(request, object_id, "archive")

    @button(
        "Archive", "archive", "Archive", "It is put away; nothing of it can be changed any more."
    )
    def archive(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        return self.take(request, object_id, "Archived", campaigns.archive_campaign)


def _reason(form: Any) -> dict[str, str]:
    return {"reason": form.cleaned_data["reason"]}


def _open_state(campaign: Campaign) -> str | None:
    revision = open_revision(campaign)
    return None if revision is None else revision.state


def _is_submitter(request: HttpRequest, revision: CampaignRevision | None) -> bool:
    return revision is not None and revision.submitted_by_id == request.user.pk


def _is_published(campaign: Campaign) -> bool:
    return campaign.status in PUBLISHED


INVITED: dict[str, Callable[[Campaign], bool]] = {
    "submit": campaigns.is_editable,
    "approve": lambda campaign: _open_state(campaign) == RevisionState.IN_REVIEW,
    "return": lambda campaign: _open_state(campaign) == RevisionState.IN_REVIEW,
    "revise": lambda campaign: _is_published(campaign) and _open_state(campaign) is None,
    "discard": lambda campaign: (
        _is_published(campaign) and _open_state(campaign) == RevisionState.DRAFT
    ),
    "pause": lambda campaign: campaign.status == CampaignStatus.APPROVED,
    "resume": lambda campaign: campaign.status == CampaignStatus.PAUSED,
    "cancel": lambda campaign: (
        campaign.status not in (CampaignStatus.CANCELLED, CampaignStatus.ARCHIVED)
    ),
    "archive": lambda campaign: (
        campaign.phase(timezone.now()) in (CampaignPhase.ENDED, CampaignPhase.CANCELLED)
    ),
}
