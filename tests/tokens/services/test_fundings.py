from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction

from identities.enums import Channel
from identities.services.actors import Actor
from tests.database import run_together
from tests.factories.identities import OrganizationFactory, UserFactory
from tests.factories.ledger import external_wallet
from tests.factories.promotions import CampaignFactory
from tests.factories.values import AssetFactory, award, fund, held, project_wallet, server
from tokens.enums import FundingState
from tokens.models import Asset, AwardRequest, Funding, Posting
from tokens.services.fundings import (
    DecidedByProposer,
    FundingAlreadyDecided,
    approve_funding,
    fund_wallet,
    propose_funding,
    reject_funding,
)
from tokens.services.refusing import ReasonMissing, ValueRefused

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def refused(asset: Asset, **arguments: object) -> str:
    """Return the code of the refusal of a funding, which left nothing behind."""
    before = (Funding.objects.count(), Posting.objects.count())
    with pytest.raises(ValueRefused) as refusal, transaction.atomic():
        fund_wallet(
            **{  # type: ignore[arg-type]
                "organization": asset.organization,
                "address": project_wallet(asset).address,
                "asset_id": asset.pk,
                "amount": Decimal(1),
                "request_id": str(uuid4()),
                "by": server(asset.organization),
                **arguments,
            }
        )
    assert (Funding.objects.count(), Posting.objects.count()) == before
    return str(refusal.value.code)


def propose(asset: Asset, amount: object = 10) -> Funding:
    by = Actor(Channel.ADMIN, user=UserFactory())
    return propose_funding(asset=asset, amount=Decimal(str(amount)), reason="Week 1", by=by)


def test_a_funding_is_issued_into_the_project_wallet() -> None:
    bolt = AssetFactory()

    posted = fund(bolt, "1000.50")

    assert (posted.settled, posted.replayed) == ([], False)
    assert held(bolt, kind="project") == Decimal("1000.50")
    assert held(bolt, kind="issuance") == Decimal("-1000.50")
    assert posted.funding.decided_at == posted.funding.transfer.posted_at


def test_an_amount_of_the_least_place_is_in_one_slot() -> None:
    bolt = AssetFactory(decimals=2)

    fund(bolt, "0.01")

    assert held(bolt, kind="project") == Decimal("0.01")


def test_the_same_funding_is_posted_once_and_answers_what_it_settled() -> None:
    bolt = AssetFactory()
    waiting = [award((bolt, 5), wallet="0xADA").request_id for _ in range(2)]

    first = fund(bolt, 10, request_id="fund-1")
    again = fund(bolt, "10.00", request_id="fund-1")

    assert (first.settled, again.settled) == (waiting, waiting)
    assert (again.funding, again.replayed) == (first.funding, True)
    assert held(bolt, kind="issuance") == -10


def test_the_same_id_with_another_amount_is_refused() -> None:
    bolt = AssetFactory()
    fund(bolt, 10, request_id="fund-1")

    assert refused(bolt, amount=Decimal(11), request_id="fund-1") == "request_mismatch"


def test_only_a_project_wallet_is_funded_with_assets_of_its_campaign() -> None:
    bolt = AssetFactory()
    other = AssetFactory(campaign=CampaignFactory(organization=bolt.organization))

    assert refused(bolt, address=external_wallet(bolt).address) == "wallet_not_found"
    assert refused(bolt, address="0xNONE") == "wallet_not_found"
    assert refused(bolt, organization=OrganizationFactory()) == "wallet_not_found"
    assert refused(bolt, asset_id=other.pk) == "asset_not_found"


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0", "amount_not_positive"), ("-1", "amount_not_positive"), ("NaN", "amount_not_positive"),
        ("Infinity", "amount_too_large"), ("1e20", "amount_too_large"),
        ("0.001", "amount_too_precise"),
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused(amount: str, code: str) -> None:
    assert refused(AssetFactory(decimals=2), amount=Decimal(amount)) == code


def test_what_is_proposed_moves_nothing() -> None:
    bolt = AssetFactory()
    award((bolt, 10), wallet="0xADA")

    funding = propose(bolt)

    assert (funding.state, held(bolt, kind="project")) == (FundingState.PROPOSED, 0)
    assert AwardRequest.objects.queued().count() == 1


def test_an_approval_posts_it_and_settles_what_waits() -> None:
    bolt = AssetFactory()
    waiting = award((bolt, 10), wallet="0xADA")
    funding, approver = propose(bolt), UserFactory()

    posted = approve_funding(funding=funding, by=approver)

    assert posted.settled == [waiting.request_id]
    funding.refresh_from_db()
    assert (funding.state, funding.decided_by) == (FundingState.POSTED, approver)
    assert AwardRequest.objects.get().funding == funding


def test_who_proposed_it_does_not_decide() -> None:
    funding = propose(AssetFactory())

    with pytest.raises(DecidedByProposer):
        approve_funding(funding=funding, by=funding.proposed_by)
    with pytest.raises(DecidedByProposer):
        reject_funding(funding=funding, reason="no", by=funding.proposed_by, at=NOW)

    funding.refresh_from_db()
    assert funding.state == FundingState.PROPOSED


def test_what_is_rejected_is_never_posted() -> None:
    bolt = AssetFactory()
    funding = propose(bolt)
    reject_funding(funding=funding, reason="Too much.", by=UserFactory(), at=NOW)

    with pytest.raises(FundingAlreadyDecided):
        approve_funding(funding=funding, by=UserFactory())

    funding.refresh_from_db()
    assert (funding.state, funding.decision_reason) == (FundingState.REJECTED, "Too much.")
    assert held(bolt, kind="project") == 0


def test_proposing_and_rejecting_need_a_reason() -> None:
    bolt = AssetFactory()
    funding = propose(bolt)

    with pytest.raises(ReasonMissing):
        propose_funding(
            asset=bolt, amount=Decimal(1), reason=" ", by=Actor(Channel.ADMIN, user=UserFactory())
        )
    with pytest.raises(ReasonMissing):
        reject_funding(funding=funding, reason="", by=UserFactory(), at=NOW)

    assert list(Funding.objects.proposed()) == [funding]


@pytest.mark.django_db(transaction=True)
def test_a_funding_that_two_people_approve_at_once_is_posted_once() -> None:
    bolt = AssetFactory()
    funding, people = propose(bolt), [UserFactory() for _ in range(8)]

    answers = run_together(
        [lambda person=person: approve_funding(funding=funding, by=person) for person in people]
    )

    late = [answer for answer in answers if isinstance(answer, FundingAlreadyDecided)]
    assert len(late) == 7
    assert held(bolt, kind="project") == 10
