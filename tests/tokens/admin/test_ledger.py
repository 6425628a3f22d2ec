"""The panel of the ledger's invariants."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from identities.enums import StaffRole
from identities.models import User
from promotions import tasks
from promotions.models import InvariantCheck
from promotions.services.checks import record_check
from promotions.services.invariants import Violation
from tests.database import database_fingerprint, run_together
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.ledger import account
from tests.factories.values import AssetFactory, fund
from tests.identities.admin.people import client_of, signed_in, staff, superuser
from tests.promotions.admin.pages import page, told
from tests.tokens.admin.scenario import change_url, scenario
from tokens.admin import ledger
from tokens.models import Asset, Balance
from tokens.services.ledger_checks import LOCK, CheckRunning, check_ledger, ledger_invariants

pytestmark = pytest.mark.django_db

PANEL = reverse("admin:promotions_invariantcheck_changelist")
CHECK_NOW = reverse("admin:promotions_invariantcheck_check_now")
SENT = {"_form_submitted": "True"}
SUPPORT, AUDITOR = StaffRole.SUPPORT, StaffRole.AUDITOR
CHECKERS = [role for role in StaffRole if role != SUPPORT]


def break_balance(asset: Asset) -> Balance:
    """Let a balance hold what nobody posted, as only a superuser of the database can."""
    balance: Balance = account(asset, "project").balances.get(slot=3)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tokens_balance DISABLE TRIGGER USER")
        cursor.execute("UPDATE tokens_balance SET amount = 7 WHERE id = %s", [balance.pk])
        cursor.execute("ALTER TABLE tokens_balance ENABLE TRIGGER USER")
    return balance


def test_its_invariants_are_those_of_the_ledger_and_of_values() -> None:
    names = [invariant.name for invariant in ledger_invariants()]

    assert {"transfer_sums_to_zero", "queue_order_kept", "value_granted_once"} <= set(names)
    assert "play_has_one_token" not in names


def test_nothing_is_checked_until_somebody_asks() -> None:
    client = client_of(AUDITOR)

    text = page(client, PANEL)

    assert "Not checked yet." in text
    assert text.count("Not checked") == len(ledger_invariants()) + 1
    assert not InvariantCheck.objects.exists()


@pytest.mark.parametrize("role", CHECKERS)
def test_a_check_that_finds_nothing_is_green(role: StaffRole) -> None:
    asset = AssetFactory()
    fund(asset, 10)
    user = staff(role, asset.organization)
    client = signed_in(user)

    answer = client.post(CHECK_NOW, SENT)

    check = InvariantCheck.objects.get()
    text = page(client, PANEL)
    assert (answer.status_code, answer["Location"], told(answer)) == (302, PANEL, ["Checked."])
    assert (check.checked_by, check.broken) == (user, {})
    assert f"Everything holds. Checked {check.checked_at:%Y-%m-%d %H:%M:%S} UTC by {user}." in text
    assert "Broken" not in text


def test_a_check_that_finds_something_is_red_and_names_the_rows() -> None:
    asset = AssetFactory()
    balance = break_balance(asset)
    client = client_of(AUDITOR, asset.organization)

    client.post(CHECK_NOW, SENT)

    text = page(client, PANEL)
    check = InvariantCheck.objects.get()
    assert "1 row breaks what must always hold." in text
    assert "Broken A slot of an account holds the sum of its postings. balance_is_" in text
    assert f"{balance.pk} 7.000000000000000000 held, 0 posted" in text
    assert str(balance.pk) in page(client, change_url(check))


def test_rows_of_another_organization_are_counted_and_not_named() -> None:
    balance = break_balance(AssetFactory())
    client = client_of(AUDITOR, OrganizationFactory())

    client.post(CHECK_NOW, SENT)

    text = page(client, PANEL)
    check = InvariantCheck.objects.get()
    assert "1 row breaks" in text
    assert "None of the first is of your organizations." in text
    assert str(balance.pk) not in text
    assert str(balance.pk) not in page(client, change_url(check))
    assert str(balance.pk) in page(signed_in(superuser()), PANEL)


def test_every_kind_of_row_is_named_to_its_own_organization_only() -> None:
    here, elsewhere = scenario(), scenario()
    fund(AssetFactory(campaign=here.rows[0]), 1)

    def rows_of(made: Any) -> dict[type, str]:
        found = {
            model: model.objects.filter(**{path: made.organization}).first()
            for model, path in ledger.NAMED.items()
        }
        return {model: str(row.pk) for model, row in found.items()}

    own, others = rows_of(here), rows_of(elsewhere)
    named = [
        Violation("transfer_sums_to_zero", row_id, "")
        for row_id in (*own.values(), *others.values())
    ]
    asked = [each.name for each in ledger_invariants()]
    check = record_check(asked=asked, violations=named)

    text = page(client_of(AUDITOR, here.organization), change_url(check))

    assert [row_id for row_id in own.values() if row_id not in text] == []
    assert [row_id for row_id in others.values() if row_id in text] == []


def test_support_sees_no_panel_and_checks_nothing() -> None:
    client = client_of(SUPPORT)
    check = check_ledger(by=UserFactory())
    before = InvariantCheck.objects.count()

    statuses = {
        client.get(PANEL).status_code,
        client.get(change_url(check)).status_code,
        client.post(CHECK_NOW, SENT).status_code,
    }

    assert statuses == {403}
    assert InvariantCheck.objects.count() == before
    assert PANEL not in client.get("/admin/").content.decode()


def test_the_dialog_checks_nothing() -> None:
    client_of(AUDITOR).get(CHECK_NOW)

    assert not InvariantCheck.objects.exists()


def test_looking_at_the_panel_checks_nothing() -> None:
    client = client_of(AUDITOR)
    check_ledger(by=UserFactory())

    with CaptureQueriesContext(connection) as captured:
        client.get(PANEL)

    assert not any("tokens_posting" in query["sql"] for query in captured)


def test_the_hourly_jobs_result_is_shown() -> None:
    break_balance(AssetFactory())
    tasks.check_invariants(timestamp=0)

    text = page(client_of(AUDITOR), PANEL)

    assert "UTC by the hourly job." in text
    assert "1 row breaks" in text


def test_checks_of_other_invariants_are_not_the_panels() -> None:
    record_check(
        asked=["play_has_one_token"], violations=[Violation("play_has_one_token", "x", "")]
    )

    assert "Not checked yet." in page(client_of(AUDITOR), PANEL)


def test_what_breaks_elsewhere_leaves_the_panel_green() -> None:
    asked = [*(each.name for each in ledger_invariants()), "play_has_one_token"]
    record_check(asked=asked, violations=[Violation("play_has_one_token", "x", "")])

    text = page(client_of(AUDITOR), PANEL)

    assert "Everything holds." in text
    assert "Holds 0" in text


def test_three_checks_take_the_queries_of_one() -> None:
    client, user = client_of(AUDITOR), UserFactory()
    check_ledger(by=user)
    client.get(PANEL)
    with CaptureQueriesContext(connection) as one:
        client.get(PANEL)

    check_ledger(by=UserFactory())
    check_ledger(by=UserFactory())

    with CaptureQueriesContext(connection) as three:
        client.get(PANEL)
    assert len(one) == len(three)


def test_a_check_is_not_edited_or_deleted() -> None:
    check = check_ledger(by=UserFactory())
    client = signed_in(superuser())
    before = database_fingerprint()["promotions_invariantcheck"]

    for name in ("change", "delete"):
        url = change_url(check).replace("/change/", f"/{name}/")
        assert client.post(url, {"post": "yes"}).status_code == 403

    assert database_fingerprint()["promotions_invariantcheck"] == before


@pytest.mark.django_db(transaction=True)
def test_one_check_runs_at_a_time() -> None:
    user = UserFactory()

    def check() -> InvariantCheck:
        return check_ledger(by=User.objects.get(pk=user.pk))

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        (refused,) = run_together([check])

    (made,) = run_together([check])
    assert isinstance(refused, CheckRunning)
    assert InvariantCheck.objects.get() == made
