from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client

from identities.enums import StaffRole
from identities.models import User
from promotions.enums import CampaignStatus, RevisionState
from promotions.models import Campaign
from promotions.services import campaigns as services
from tests.factories.identities import UserFactory
from tests.factories.promotions import CampaignFactory, PrizeFactory, publish
from tests.identities.admin.people import client_of, signed_in, staff
from tests.tokens.admin.scenario import change_url, step_url

pytestmark = pytest.mark.django_db

SENT = {"_form_submitted": "True"}
REASON = {**SENT, "reason": "The texts are wrong."}
STEPS = {
    "submit": StaffRole.CAMPAIGN_MANAGER,
    "revise": StaffRole.CAMPAIGN_MANAGER,
    "discard": StaffRole.CAMPAIGN_MANAGER,
    "approve": StaffRole.APPROVER,
    "send_back": StaffRole.APPROVER,
    "pause": StaffRole.APPROVER,
    "resume": StaffRole.APPROVER,
    "cancel": StaffRole.APPROVER,
    "archive": StaffRole.APPROVER,
}


def in_state(step: str) -> Campaign:
    """Return a campaign on which *step* can be taken."""
    campaign: Campaign = PrizeFactory().game.campaign
    by, at = UserFactory(), datetime.now(UTC)
    if step in ("approve", "send_back"):
        services.submit_campaign(campaign_id=campaign.pk, by=by, at=at)
    if step in ("revise", "discard", "pause", "resume", "cancel", "archive"):
        publish(campaign)
    if step == "discard":
        services.revise_campaign(campaign_id=campaign.pk, by=by, at=at)
    if step == "resume":
        services.pause_campaign(campaign_id=campaign.pk, by=by, reason="x", at=at)
    if step == "archive":
        services.cancel_campaign(campaign_id=campaign.pk, by=by, reason="x", at=at)
    campaign.refresh_from_db()
    return campaign


def state(campaign: Campaign) -> tuple[str, list[str]]:
    campaign.refresh_from_db()
    return campaign.status, list(campaign.revisions.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("step", "reached"),
    [
        ("submit", (CampaignStatus.IN_REVIEW, [RevisionState.IN_REVIEW])),
        ("approve", (CampaignStatus.APPROVED, [RevisionState.APPROVED])),
        ("send_back", (CampaignStatus.DRAFT, [RevisionState.RETURNED])),
        ("revise", (CampaignStatus.APPROVED, [RevisionState.DRAFT, RevisionState.APPROVED])),
        ("discard", (CampaignStatus.APPROVED, [RevisionState.APPROVED])),
        ("pause", (CampaignStatus.PAUSED, [RevisionState.APPROVED])),
        ("resume", (CampaignStatus.APPROVED, [RevisionState.APPROVED])),
        ("cancel", (CampaignStatus.CANCELLED, [RevisionState.APPROVED])),
        ("archive", (CampaignStatus.ARCHIVED, [RevisionState.APPROVED])),
    ],
)
def test_button_takes_the_step(step: str, reached: tuple[str, list[str]]) -> None:
    campaign = in_state(step)
    user = staff(STEPS[step], campaign.organization)

    answer = signed_in(user).post(step_url(campaign, step), REASON)

    assert answer.status_code == 302
    assert state(campaign) == reached
    assert LogEntry.objects.get().user == user


@pytest.mark.parametrize(
    ("step", "role"),
    [(step, role) for step, its in STEPS.items() for role in StaffRole if role != its],
)
def test_other_roles_are_refused(step: str, role: StaffRole) -> None:
    campaign = in_state(step)
    before = state(campaign)

    answer = client_of(role, campaign.organization).post(step_url(campaign, step), REASON)

    assert answer.status_code == 403
    assert state(campaign) == before


@pytest.mark.parametrize("step", STEPS)
def test_role_in_another_organization_is_refused(step: str) -> None:
    campaign = in_state(step)
    before = state(campaign)

    answer = client_of(STEPS[step]).post(step_url(campaign, step), REASON)

    assert answer.status_code == 403
    assert state(campaign) == before


@pytest.mark.parametrize("step", STEPS)
def test_get_shows_the_dialog_and_changes_nothing(step: str) -> None:
    campaign = in_state(step)
    before = state(campaign)

    answer = client_of(STEPS[step], campaign.organization).get(step_url(campaign, step))

    assert (answer.status_code, "csrfmiddlewaretoken" in answer.content.decode()) == (200, True)
    assert state(campaign) == before


def test_post_without_csrf_token_is_refused() -> None:
    campaign = in_state("pause")
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        staff(StaffRole.APPROVER, campaign.organization),
        backend="identities.admin.authorization.RoleBackend",
    )

    answer = client.post(step_url(campaign, "pause"), REASON)

    assert answer.status_code == 403
    assert state(campaign)[0] == CampaignStatus.APPROVED


@pytest.mark.parametrize("step", ["send_back", "pause", "resume", "cancel"])
def test_reason_is_asked_for(step: str) -> None:
    campaign = in_state(step)
    before = state(campaign)
    client = client_of(STEPS[step], campaign.organization)

    answer = client.post(step_url(campaign, step), {**SENT, "reason": "  "})

    assert "This field is required." in answer.content.decode()
    assert state(campaign) == before


def both_roles(campaign: Campaign) -> User:
    user = staff(StaffRole.CAMPAIGN_MANAGER, campaign.organization)
    campaign.organization.memberships.create(user=user, role=StaffRole.APPROVER)
    return user


def test_submitter_does_not_see_approve_and_is_refused() -> None:
    campaign = in_state("submit")
    user = both_roles(campaign)
    client = signed_in(user)
    client.post(step_url(campaign, "submit"), SENT)

    page = client.get(change_url(campaign)).content.decode()
    answer = client.post(step_url(campaign, "approve"), SENT)

    assert (step_url(campaign, "approve") in page, step_url(campaign, "send_back") in page) == (
        False,
        True,
    )
    assert answer.status_code == 403
    assert state(campaign) == (CampaignStatus.IN_REVIEW, [RevisionState.IN_REVIEW])


def test_another_approver_sees_approve() -> None:
    campaign = in_state("approve")

    page = client_of(StaffRole.APPROVER, campaign.organization).get(change_url(campaign))

    assert step_url(campaign, "approve") in page.content.decode()


def test_problems_are_told_as_a_list() -> None:
    campaign = CampaignFactory()
    client = client_of(StaffRole.CAMPAIGN_MANAGER, campaign.organization)

    answer = client.post(step_url(campaign, "submit"), SENT)

    (message,) = get_messages(answer.wsgi_request)
    assert "can't be published yet" in str(message).replace("&#x27;", "'")
    assert "<li>There is no game.</li>" in str(message)
    assert state(campaign) == (CampaignStatus.DRAFT, [])


def test_dialog_is_left_for_the_campaign_by_htmx() -> None:
    campaign = in_state("pause")
    client = client_of(StaffRole.APPROVER, campaign.organization)

    answer = client.post(step_url(campaign, "pause"), REASON, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == change_url(campaign)
