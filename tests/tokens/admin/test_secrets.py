"""No page names a moment that lies ahead, a seed, or a voucher code."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import formats

from promotions.models import Campaign, Prize, PrizeUnit, Seal
from tests.identities.admin.people import signed_in, superuser
from tests.tokens.admin.scenario import change_url, list_url, moments_ahead, scenario
from tests.tokens.admin.test_roles import MATRIX
from tokens.models import Token

pytestmark = pytest.mark.django_db


def written(instant: datetime) -> set[str]:
    """The ways in which a page could write an instant, to the minute."""
    texts = {
        instant.isoformat()[:16],
        f"{instant:%Y-%m-%d %H:%M}",
        f"{instant:%H:%M:%S.%f}",
        formats.date_format(instant, "DATETIME_FORMAT"),
        str(int(instant.timestamp())),
    }
    return texts | {text.replace(" ", "T") for text in texts}


def all_pages(client: Client, rows: list[object]) -> str:
    urls = ["/admin/", *map(list_url, MATRIX)]
    for row in rows:
        if type(row) in MATRIX:
            urls += [change_url(row), change_url(row).replace("/change/", "/history/")]
    answers = [client.get(url) for url in urls]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.content.decode() for answer in answers)


def test_pages_name_no_secret() -> None:
    made = scenario()
    minutes = {made.row(Campaign).ends_at, made.row(Token).expires_at}
    shown = {text for instant in minutes for text in written(instant)}
    ahead = moments_ahead(made.organization)
    secrets = {text for moment in ahead for text in written(moment)} - shown
    for seal in Seal.objects.all():
        secrets |= {str(seal.seed), bytes(seal.draw_key).hex()}
    secrets |= set(
        PrizeUnit.objects.exclude(voucher_code=None).values_list("voucher_code", flat=True)
    )
    rows = [*made.rows, *Prize.objects.all(), *Seal.objects.all()]

    pages = all_pages(signed_in(superuser()), rows)

    assert len(ahead) > 30
    assert [secret for secret in secrets if secret in pages] == []
    assert made.organization.signing_secret not in pages


def test_such_a_secret_would_be_found() -> None:
    instant = datetime(2031, 7, 8, 9, 10, 11, 121314, tzinfo=UTC)

    assert all(text in " ".join(written(instant)) for text in ("2031-07-08 09:10", "09:10:11."))
    assert re.search(r"July 8, 2031, 9:10", " ".join(written(instant)))


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("promotions/prize", "units__opens_at__gt=2026-01-01"),
        ("promotions/prize", "moments_csv__startswith=g"),
        ("promotions/play", "unit__voucher_code__startswith=V"),
        ("promotions/game", "prizes__units__opens_at__gt=2026-01-01"),
        ("promotions/seal", "draw_key__gt=00"),
        ("promotions/seal", "seed__startswith=0"),
        ("identities/participant", "profile__email__startswith=a"),
        ("identities/apiclient", "key_sha256__gt=00"),
        ("identities/organization", "signing_secret__startswith=g"),
        ("identities/user", "password__startswith=argon2"),
        ("tokens/token", "game__prizes__units__opens_at__gt=2026-01-01"),
    ],
)
def test_lists_answer_no_guess_in_their_address(model: str, lookup: str) -> None:
    scenario()
    client = signed_in(superuser())

    answer = client.get(f"/admin/{model}/?{lookup}")

    assert answer.status_code == 400
