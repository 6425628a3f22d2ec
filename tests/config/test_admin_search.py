"""One search box finds whatever a customer has, by index, within the person's organizations."""

import re
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.admin_search import FINDERS, Search, by_email
from identities.enums import StaffRole
from identities.models import Organization
from promotions.models import Award
from tests.factories.identities import OrganizationFactory, ParticipantFactory, ProfileFactory
from tests.factories.promotions import live_game
from tests.factories.tokens import redeem, token_for
from tests.factories.values import AssetFactory, award, server
from tests.identities.admin.people import client_of, signed_in, staff, superuser
from tests.tokens.admin.scenario import change_url
from tokens.models import AwardRequest, Token

pytestmark = pytest.mark.django_db

FIND = "/admin/find/"
EMAIL = "ada@example.test"
SEARCHERS = [role for role in StaffRole if role != StaffRole.ADMINISTRATOR]


@pytest.fixture
def token() -> Token:
    return token_for(live_game(), code="ABCD10EFGH", source_id="order 7")


def find(client: Client, term: object, **fields: str) -> HttpResponse:
    return client.post(FIND, {"term": str(term), **fields})


def support(organization: Organization) -> Client:
    return client_of(StaffRole.SUPPORT, organization)


def leads_to(answer: HttpResponse, row: Model) -> bool:
    return (answer.status_code, answer.get("Location")) == (302, change_url(row))


@pytest.mark.parametrize("term", ["ABCD10EFGH", "abcd-10ef gh", " ABCD-IOEF-GH ", "order 7"])
def test_a_token_is_found_by_its_code_however_written_and_its_source_id(
    token: Token, term: str
) -> None:
    assert leads_to(find(support(token.organization), term), token)


def test_a_participant_is_found_by_the_organizations_own_id(token: Token) -> None:
    participant = token.participant

    assert leads_to(find(support(token.organization), participant.source_id), participant)


def test_ids_of_the_platform_lead_to_their_rows(token: Token) -> None:
    redeem(token)
    won = Award.objects.get()
    client = support(token.organization)

    for row in (token, token.participant, won, won.play):
        assert leads_to(find(client, row.pk), row)


def test_an_award_request_is_found_by_its_id_in_any_case() -> None:
    bolt, request_id = AssetFactory(), str(uuid4())
    award((bolt, 1), request_id=request_id)
    request = AwardRequest.objects.get()
    client = support(bolt.organization)

    for term in (request_id, request_id.upper(), request.pk):
        assert leads_to(find(client, term), request)


def test_several_hits_are_listed(token: Token) -> None:
    same = ParticipantFactory(organization=token.organization, source_id=token.code)

    page = find(support(token.organization), token.code).content.decode()

    assert change_url(token) in page
    assert change_url(same) in page


def test_nothing_found_is_said(token: Token) -> None:
    for term in ("nobody", uuid4(), "\0", "' OR 1=1", "%"):
        answer = find(support(token.organization), term)
        assert (answer.status_code, "Nothing is called so" in answer.content.decode()) == (
            200,
            term != "\0",
        )


@pytest.mark.parametrize("role", SEARCHERS)
def test_organizations_are_kept_apart(token: Token, role: StaffRole) -> None:
    redeem(token)
    ProfileFactory(participant=token.participant, email=EMAIL)
    won = Award.objects.get()
    client = client_of(role)

    terms = [token.code, token.source_id, token.participant.source_id, token.pk, won.pk, EMAIL]
    answers = [find(client, term, reason="He called.") for term in terms]

    assert {answer.status_code for answer in answers} == {200}
    assert not any(change_url(token) in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("role", StaffRole)
def test_who_may_look_at_tokens_may_search(token: Token, role: StaffRole) -> None:
    client = client_of(role, token.organization)

    statuses = (client.get(FIND).status_code, find(client, token.code).status_code)

    assert statuses == ((200, 302) if role in SEARCHERS else (403, 403))
    assert (FIND in client.get("/admin/").content.decode()) == (role in SEARCHERS)


def test_nobody_who_is_not_signed_in_searches(token: Token) -> None:
    assert find(Client(), token.code)["Location"].startswith("/admin/login/")


def test_superusers_search_everywhere(token: Token) -> None:
    assert leads_to(find(signed_in(superuser()), token.source_id), token)


def test_a_search_by_email_is_logged_with_its_reason() -> None:
    participant = ProfileFactory(email=EMAIL).participant
    user = staff(StaffRole.SUPPORT, participant.organization)

    answer = find(signed_in(user), "ADA@example.test", reason="She called.")

    entry = LogEntry.objects.get()
    assert leads_to(answer, participant)
    assert (entry.user, entry.object_id) == (user, str(participant.pk))
    assert entry.get_change_message() == "Found by e-mail address: She called."


def test_a_search_by_email_in_vain_is_logged_with_the_organization() -> None:
    organization = OrganizationFactory()

    find(support(organization), EMAIL, reason="She called.")

    entry = LogEntry.objects.get()
    assert entry.object_id == str(organization.pk)
    assert entry.get_change_message() == "No participant found by e-mail address: She called."
    assert EMAIL not in entry.change_message


@pytest.mark.parametrize("reason", ["", " "])
def test_without_a_reason_no_email_is_searched(reason: str) -> None:
    participant = ProfileFactory(email=EMAIL).participant

    answer = find(support(participant.organization), EMAIL, reason=reason)

    assert (answer.status_code, "Say why" in answer.content.decode()) == (200, True)
    assert change_url(participant) not in answer.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("role", [role for role in SEARCHERS if role != StaffRole.SUPPORT])
def test_other_roles_search_no_email(role: StaffRole) -> None:
    participant = ProfileFactory(email=EMAIL).participant

    answer = find(client_of(role, participant.organization), EMAIL, reason="Curious.")

    assert "You may not search for e-mail addresses." in answer.content.decode()
    assert change_url(participant) not in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_roles_of_two_organizations_are_not_mixed() -> None:
    here, participant = OrganizationFactory(), ProfileFactory(email=EMAIL).participant
    user = staff(StaffRole.SUPPORT, here)
    user.memberships.create(organization=participant.organization, role=StaffRole.AUDITOR)

    answer = find(signed_in(user), EMAIL, reason="She called.")

    assert not leads_to(answer, participant)
    assert LogEntry.objects.get().object_id == str(here.pk)


def test_a_search_is_no_get(token: Token) -> None:
    answer = support(token.organization).get(FIND, {"term": token.code})

    assert (answer.status_code, change_url(token) in answer.content.decode()) == (200, False)


NAMES = ("code", "source_id", "source_id", "request_id", *["id"] * 5, "email")


def test_everything_is_found_by_an_index() -> None:
    bolt = AssetFactory()
    organizations = [bolt.organization, *OrganizationFactory.create_batch(2)]
    game = live_game(game__campaign__organization=bolt.organization)
    by = server(bolt.organization)
    # so many that reading all of an organization's would cost more than looking one up
    for _ in range(400):
        award((bolt, 1), by=by)
        token_for(game, source_id=str(uuid4()))
        ProfileFactory(participant__organization=bolt.organization, email=f"{uuid4()}@example.test")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")

    for finder, name in zip([*FINDERS, by_email], NAMES, strict=True):
        for count in (1, 3):
            plan = finder(Search(str(uuid4()), organizations[:count]))[:20].explain()
            assert "Seq Scan" not in plan
            assert re.search(rf"Index Cond: .*\b{name}\b.* = ", plan), plan


def test_a_search_has_a_constant_query_count() -> None:
    client = signed_in(superuser())
    ParticipantFactory.create_batch(2, source_id="ada")
    find(client, "ada")

    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert find(client, "ada").status_code == 200
        counts.append(len(captured))
        ParticipantFactory.create_batch(2, source_id="ada")

    assert counts[0] == counts[1]
