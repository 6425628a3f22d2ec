import pytest

from identities.models import Participant
from identities.services.accounts import (
    AccountNotFound,
    PhoneMalformed,
    account_key_of,
    find_account,
    normalize_phone,
)
from identities.services.registration import register_participant
from tests.factories.identities import OrganizationFactory


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({}, None),
        ({"email": "Ada@Example.com", "user_name": "Ada"}, "email:ada@example.com"),
        ({"user_name": "Ada", "mobile_phone": "x"}, "user_name:ada"),
        ({"mobile_phone": "+1 (248) 555-0100"}, "mobile_phone:+12485550100"),
    ],
)
def test_the_first_that_is_given_is_the_key(given: dict[str, str], key: str | None) -> None:
    assert account_key_of(**given) == key


@pytest.mark.parametrize(
    "text", ["+12485550100", "1 248 555 0100", "1.248.555.0100", "1/2485550100"]
)
def test_a_phone_number_is_the_same_however_it_is_written(text: str) -> None:
    assert normalize_phone(text) == "+12485550100"


@pytest.mark.parametrize(
    "text", ["", "123456", "1" * 16, "++1234567", "1234567+", "call me", "١٢٣٤٥٦٧", "1234567\n"]
)
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(PhoneMalformed):
        normalize_phone(text)


def register(**given: str) -> Participant:
    return register_participant(
        organization=OrganizationFactory(),
        user_name=given.get("user_name", ""),
        account_key=account_key_of(**given),
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "ADA@example.com"),
        ("user_name", "ADA"),
    ],
)
@pytest.mark.django_db
def test_an_account_is_found_by_key_and_by_user_name(kind: str, value: str) -> None:
    ada = register(email="ada@example.com", user_name="Ada")

    assert find_account(organization=ada.organization, kind=kind, value=value) == ada


@pytest.mark.django_db
def test_an_account_is_found_by_phone() -> None:
    ada = register(mobile_phone="+1 248 555 0100")

    found = find_account(organization=ada.organization, kind="mobile_phone", value="1-248-555-0100")
    assert found == ada


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "eve@example.com"),
        ("email", ""),
        ("user_name", ""),
        ("user_name", "eve"),
        ("mobile_phone", "+12485550100"),
        ("mobile_phone", "none"),
        ("password", "x"),
        ("phone", "+12485550100"),
    ],
)
@pytest.mark.django_db
def test_an_unknown_account_is_not_found(kind: str, value: str) -> None:
    ada = register(email="ada@example.com")

    with pytest.raises(AccountNotFound):
        find_account(organization=ada.organization, kind=kind, value=value)


@pytest.mark.django_db
def test_an_account_of_another_organization_is_not_found() -> None:
    register(user_name="ada")

    with pytest.raises(AccountNotFound):
        find_account(organization=OrganizationFactory(), kind="user_name", value="ada")
