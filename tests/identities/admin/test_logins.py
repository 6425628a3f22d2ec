from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Value
from django.test import Client
from django.utils import timezone

from identities.enums import Channel, StaffRole
from identities.models import LoginFailure, Participant, ParticipantSession
from identities.services.logins import LoginName
from tests.factories.identities import ProfileFactory
from tests.identities.admin.people import client_of, signed_in, superuser
from tests.tokens.admin.scenario import change_url, step_url
from tests.tokens.admin.test_queries import queries_of

pytestmark = pytest.mark.django_db

DONE = {"_form_submitted": "True"}
HOUR = timedelta(hours=1)
VIEWERS = {StaffRole.SUPPORT, StaffRole.AUDITOR}
STEPS = ("close_sessions", "unlock_login")


@pytest.fixture
def participant() -> Participant:
    made: Participant = ProfileFactory(user_name="Ada").participant
    return made


def session(participant: Participant, ends_in: timedelta = HOUR) -> ParticipantSession:
    now = timezone.now()
    return ParticipantSession.objects.create(
        participant=participant,
        channel=Channel.MEMORI,
        created_at=now - 2 * HOUR,
        expires_at=now + ends_in,
        token_sha256=f"{participant.pk}{ends_in}{ParticipantSession.objects.count()}".encode(),
    )


def lock(participant: Participant) -> LoginFailure:
    return LoginFailure.objects.create(
        organization=participant.organization,
        name_sha256=LoginName(Value("ada")),
        failures=5,
        last_failed_at=timezone.now(),
    )


def page(client: Client, participant: Participant) -> str:
    return client.get(change_url(participant)).content.decode()


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.ADMINISTRATOR])
def test_sessions_are_shown_to_those_who_may_see_them(
    participant: Participant, role: StaffRole
) -> None:
    session(participant)

    shown = page(client_of(role, participant.organization), participant)

    assert ("Memori badge service" in shown) == (role in VIEWERS)


@pytest.mark.parametrize(
    ("ends_in", "closed", "state"),
    [(HOUR, False, "Open"), (-HOUR, False, "Expired"), (HOUR, True, "Closed")],
)
def test_a_session_is_open_expired_or_closed(
    participant: Participant, ends_in: timedelta, state: str, *, closed: bool
) -> None:
    made = session(participant, ends_in)
    if closed:
        made.closed_at = timezone.now()
        made.save()

    shown = page(client_of(StaffRole.AUDITOR, participant.organization), participant)

    states = [word for word in ("Open", "Expired", "Closed") if word in cells(shown)]
    assert states == [state]


def cells(shown: str) -> str:
    return " ".join(shown.partition("Ends (UTC)")[2].partition("</table>")[0].split())


def test_sessions_are_closed(participant: Participant) -> None:
    made = session(participant)
    client = client_of(StaffRole.SUPPORT, participant.organization)

    client.post(step_url(participant, "close_sessions"), DONE)

    made.refresh_from_db()
    assert made.closed_at is not None
    assert LogEntry.objects.get().get_change_message() == "Sessions closed"
    assert "close-sessions" not in page(client, participant)


def test_a_login_is_unlocked(participant: Participant) -> None:
    lock(participant)
    client = client_of(StaffRole.SUPPORT, participant.organization)

    client.post(step_url(participant, "unlock_login"), DONE)

    assert not LoginFailure.objects.exists()
    assert LogEntry.objects.get().get_change_message() == "Login unlocked"


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.SUPPORT])
def test_other_roles_do_neither(participant: Participant, role: StaffRole, step: str) -> None:
    made = session(participant)
    lock(participant)

    answer = client_of(role, participant.organization).post(step_url(participant, step), DONE)

    made.refresh_from_db()
    assert (answer.status_code, made.closed_at) == (403, None)
    assert LoginFailure.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_support_elsewhere_does_neither(participant: Participant, step: str) -> None:
    session(participant)
    lock(participant)

    answer = client_of(StaffRole.SUPPORT).post(step_url(participant, step), DONE)

    assert answer.status_code == 403
    assert LoginFailure.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_buttons_are_there_where_there_is_something_to_do(
    participant: Participant, step: str
) -> None:
    client = client_of(StaffRole.SUPPORT, participant.organization)
    before = step_url(participant, step) in page(client, participant)
    session(participant)
    lock(participant)

    assert (before, step_url(participant, step) in page(client, participant)) == (False, True)


def test_page_has_a_constant_query_count(participant: Participant) -> None:
    client = signed_in(superuser())
    session(participant)
    page(client, participant)
    one = queries_of(client, change_url(participant))

    session(participant)
    session(participant)

    assert queries_of(client, change_url(participant)) == one
