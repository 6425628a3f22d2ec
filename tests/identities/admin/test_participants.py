import pytest
from django.contrib.admin.models import LogEntry

from identities.enums import ParticipantState, StaffRole
from identities.models import Participant
from tests.factories.identities import ParticipantFactory, ProfileFactory
from tests.identities.admin.people import client_of, signed_in, staff
from tests.tokens.admin.scenario import change_url, list_url, step_url

pytestmark = pytest.mark.django_db

EMAIL = "ada@example.test"
REASON = {"_form_submitted": "True", "reason": "She called us."}


@pytest.fixture
def participant() -> Participant:
    made: Participant = ProfileFactory(email=EMAIL).participant
    return made


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.ADMINISTRATOR])
def test_personal_data_is_masked(participant: Participant, role: StaffRole) -> None:
    client = client_of(role, participant.organization)

    urls = [change_url(participant), list_url(Participant)]
    pages = "".join(client.get(url).content.decode() for url in urls)

    assert [text for text in (EMAIL, "Ada", "Byron") if text in pages] == []


def test_support_is_shown_personal_data_and_the_look_is_logged(participant: Participant) -> None:
    user = staff(StaffRole.SUPPORT, participant.organization)

    answer = signed_in(user).post(step_url(participant, "show_personal_data"), REASON)

    entry = LogEntry.objects.get()
    assert EMAIL in answer.content.decode()
    assert (entry.user, entry.object_id) == (user, str(participant.pk))
    assert entry.get_change_message() == "Looked at personal data: She called us."


@pytest.mark.parametrize("sent", [{}, {"_form_submitted": "True", "reason": " "}])
def test_nothing_is_shown_without_a_reason(participant: Participant, sent: dict[str, str]) -> None:
    client = client_of(StaffRole.SUPPORT, participant.organization)

    answer = client.post(step_url(participant, "show_personal_data"), sent)

    assert EMAIL not in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_get_shows_no_personal_data(participant: Participant) -> None:
    client = client_of(StaffRole.SUPPORT, participant.organization)

    answer = client.get(step_url(participant, "show_personal_data"))

    assert (answer.status_code, EMAIL in answer.content.decode()) == (200, False)


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.SUPPORT])
def test_other_roles_are_shown_nothing(participant: Participant, role: StaffRole) -> None:
    client = client_of(role, participant.organization)

    answer = client.post(step_url(participant, "show_personal_data"), REASON)

    assert (answer.status_code, EMAIL in answer.content.decode()) == (403, False)


def test_support_elsewhere_is_shown_nothing(participant: Participant) -> None:
    answer = client_of(StaffRole.SUPPORT).post(step_url(participant, "show_personal_data"), REASON)

    assert answer.status_code == 403


def test_participant_is_blocked_and_unblocked(participant: Participant) -> None:
    client = client_of(StaffRole.SUPPORT, participant.organization)

    states = []
    for step in ("block", "unblock"):
        client.post(step_url(participant, step), REASON)
        participant.refresh_from_db()
        states.append(participant.state)

    assert states == [ParticipantState.BLOCKED, ParticipantState.ACTIVE]


@pytest.mark.parametrize("role", [role for role in StaffRole if role != StaffRole.SUPPORT])
def test_other_roles_block_nobody(participant: Participant, role: StaffRole) -> None:
    answer = client_of(role, participant.organization).post(step_url(participant, "block"), REASON)

    participant.refresh_from_db()
    assert (answer.status_code, participant.state) == (403, ParticipantState.ACTIVE)


def test_erased_participant_is_not_unblocked(participant: Participant) -> None:
    Participant.objects.update(state=ParticipantState.ERASED)

    answer = client_of(StaffRole.SUPPORT, participant.organization).post(
        step_url(participant, "unblock"), REASON
    )

    participant.refresh_from_db()
    assert (answer.status_code, participant.state) == (403, ParticipantState.ERASED)


def test_search_takes_the_whole_id(participant: Participant) -> None:
    other = ParticipantFactory(organization=participant.organization, source_id="a b c")
    client = client_of(StaffRole.SUPPORT, participant.organization)

    page = client.get(list_url(Participant), {"q": "a b c"}).content.decode()

    assert (str(other.pk) in page, str(participant.pk) in page) == (True, False)
