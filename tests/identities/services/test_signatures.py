from uuid import UUID

import pytest

from identities.services.signatures import (
    OrganizationNotFound,
    SignatureWrong,
    check_signature,
    end_previous_secret,
    find_organization,
    replace_signing_secret,
    sign,
)
from tests.factories.identities import OrganizationFactory

pytestmark = pytest.mark.django_db

PARTNER = "9a2e7402-5cef-42ed-84a6-db589ce19fc6"
OWN = "4786EEBD8BCBED542D4402A69378AB279494C62A9E96019A20A59F8D2B4F8A98"
CREATE = "C8C44D1B80C67B6FCA975920381C6886818425FF905B7265A2378AD8E5325379"
GET = "319486EE90DB62B69209A01A17FC1A6291D74E630ED0F229800DAB320A01886E"


@pytest.mark.parametrize(
    ("values", "signature"),
    [
        (["Player01", "12.30", "USD", "473285", "True"], OWN),
        ([PARTNER, "8f335369-4200-42af-b6ad-4008e76f1ecc", "EUR", "", "", "123456"], CREATE),
        ([PARTNER, "test_EUR"], GET),
    ],
    ids=["the vendor's own", "CreateIdentity", "GetIdentity"],
)
def test_signature_is_as_published(values: list[str], signature: str) -> None:
    assert sign(secret="1234567890", text="".join(values)) == signature


@pytest.mark.parametrize("spelled", [str.upper, str.lower, str.swapcase])
@pytest.mark.parametrize("secret", ["now", "before"])
def test_signature_of_either_secret_is_right(secret: str, spelled: object) -> None:
    organization = OrganizationFactory(signing_secret="now", previous_signing_secret="before")
    signature = spelled(sign(secret=secret, text="ä"))  # type: ignore[operator]

    check_signature(organization=organization, text="ä", signature=signature)


@pytest.mark.parametrize(
    "signature",
    [
        sign(secret="", text="text"),
        sign(secret="other", text="text"),
        sign(secret="now", text="another"),
        sign(secret="now", text="text")[:-1],
        sign(secret="now", text="text") + "0",
        "ﬀ" * 32,
        "",
    ],
)
def test_other_signature_is_wrong(signature: str) -> None:
    organization = OrganizationFactory(signing_secret="now", previous_signing_secret=None)

    with pytest.raises(SignatureWrong):
        check_signature(organization=organization, text="text", signature=signature)


def test_organization_is_found() -> None:
    organization = OrganizationFactory()

    assert find_organization(organization_id=organization.pk) == organization


def test_disabled_organization_is_not_found() -> None:
    organization = OrganizationFactory(is_enabled=False)

    with pytest.raises(OrganizationNotFound):
        find_organization(organization_id=organization.pk)


def test_unknown_organization_is_not_found() -> None:
    OrganizationFactory()

    with pytest.raises(OrganizationNotFound):
        find_organization(organization_id=UUID(PARTNER))


def test_replaced_secret_is_accepted_until_it_is_ended() -> None:
    organization = OrganizationFactory(signing_secret="first")
    old = sign(secret="first", text="text")

    secret = replace_signing_secret(organization=organization)
    organization.refresh_from_db()
    for signature in (old, sign(secret=secret, text="text")):
        check_signature(organization=organization, text="text", signature=signature)
    end_previous_secret(organization=organization)

    organization.refresh_from_db()
    with pytest.raises(SignatureWrong):
        check_signature(organization=organization, text="text", signature=old)
    assert (organization.signing_secret, organization.previous_signing_secret) == (secret, None)


def test_secret_may_be_given() -> None:
    organization = OrganizationFactory(signing_secret="first")

    assert replace_signing_secret(organization=organization, secret="second") == "second"

    organization.refresh_from_db()
    assert organization.signing_secret == "second"
    assert organization.previous_signing_secret == "first"
