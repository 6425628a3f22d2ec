"""What each role may open: list, add page and page of every model."""

import pytest
from django.db.models import Model

from badges.models import Badge, BadgeAssignment, BadgeOptOut, Outcome, OutcomeType
from identities.enums import StaffRole
from identities.models import ApiClient, Organization, Participant, StaffMembership, User
from promotions.models import (
    Award,
    Campaign,
    CampaignRevision,
    Drawing,
    Entry,
    Game,
    GameType,
    Limit,
    Play,
    Prize,
    Seal,
)
from tests.identities.admin.people import client_of, signed_in, superuser
from tests.tokens.admin.scenario import add_url, change_url, list_url, scenario
from tokens.models import (
    Asset,
    AwardRequest,
    Funding,
    Mint,
    Token,
    TokenBatch,
    Transfer,
    Wallet,
)

pytestmark = pytest.mark.django_db

MANAGER, APPROVER, SUPPORT, AUDITOR, ADMINISTRATOR = StaffRole
VIEWERS = {MANAGER, APPROVER, SUPPORT, AUDITOR}
# model: who sees it, who adds to it
MATRIX: dict[type[Model], tuple[set[StaffRole], set[StaffRole]]] = {
    Campaign: (VIEWERS, {MANAGER}),
    Game: (VIEWERS, {MANAGER}),
    Prize: (VIEWERS, {MANAGER}),
    Limit: (VIEWERS, {MANAGER}),
    GameType: (VIEWERS, {MANAGER}),
    CampaignRevision: ({MANAGER, APPROVER, AUDITOR}, set()),
    Seal: ({AUDITOR}, set()),
    Play: (VIEWERS, set()),
    Award: (VIEWERS, set()),
    Entry: (VIEWERS, set()),
    Drawing: (VIEWERS, set()),
    Token: (VIEWERS, {SUPPORT}),
    TokenBatch: (VIEWERS, {MANAGER}),
    Badge: (VIEWERS, {MANAGER}),
    OutcomeType: (VIEWERS, {MANAGER}),
    Outcome: (VIEWERS, set()),
    BadgeAssignment: (VIEWERS, {SUPPORT}),
    BadgeOptOut: (VIEWERS, {SUPPORT}),
    Asset: (VIEWERS, {MANAGER}),
    Wallet: (VIEWERS, {MANAGER}),
    Funding: (VIEWERS, {MANAGER}),
    AwardRequest: (VIEWERS, set()),
    Mint: (VIEWERS, set()),
    Transfer: (VIEWERS, set()),
    Participant: (VIEWERS, set()),
    Organization: (set(StaffRole), {ADMINISTRATOR}),
    ApiClient: ({AUDITOR, ADMINISTRATOR}, {ADMINISTRATOR}),
    User: ({AUDITOR, ADMINISTRATOR}, {ADMINISTRATOR}),
    StaffMembership: ({AUDITOR, ADMINISTRATOR}, {ADMINISTRATOR}),
}


@pytest.mark.parametrize("role", StaffRole)
def test_role_opens_what_the_matrix_says_and_nothing_else(role: StaffRole) -> None:
    rows = scenario()
    client = client_of(role, rows.organization)

    opened = {
        model: tuple(
            client.get(url).status_code
            for url in (list_url(model), change_url(rows.row(model)), add_url(model))
        )
        for model in MATRIX
    }

    assert opened == {
        model: (*(200 if role in seen else 403,) * 2, 200 if role in added else 403)
        for model, (seen, added) in MATRIX.items()
    }


@pytest.mark.parametrize("role", StaffRole)
def test_home_page_opens(role: StaffRole) -> None:
    client = client_of(role, scenario().organization)

    assert client.get("/admin/").status_code == 200


def test_superuser_opens_everything() -> None:
    rows = scenario()
    client = signed_in(superuser())

    pages = [url for model in MATRIX for url in (list_url(model), change_url(rows.row(model)))]

    assert {client.get(url).status_code for url in pages} == {200}


def test_role_counts_only_where_it_is_held() -> None:
    here, elsewhere = scenario(), scenario()
    client = client_of(MANAGER, here.organization)

    pages = [change_url(elsewhere.row(model)) for model in MATRIX]
    histories = [url.replace("/change/", "/history/") for url in pages]

    assert {client.get(url).status_code for url in (*pages, *histories)} <= {302, 403}


@pytest.mark.parametrize("model", MATRIX)
def test_lists_hold_no_row_of_another_organization(model: type[Model]) -> None:
    here, elsewhere = scenario(), scenario()
    role = next(role for role in (AUDITOR, *StaffRole) if role in MATRIX[model][0])
    client = client_of(role, here.organization)

    page = client.get(list_url(model)).content.decode()

    assert str(here.row(model).pk) in page
    assert str(elsewhere.row(model).pk) not in page
