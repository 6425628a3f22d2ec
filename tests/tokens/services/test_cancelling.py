"""Awards that staff take out of the queue."""

import pytest

from tests.database import database_fingerprint, run_together
from tests.factories.identities import UserFactory
from tests.factories.values import AssetFactory, award, fund, held
from tokens.models import AwardRequest
from tokens.services.refusing import ReasonMissing
from tokens.services.value_awards import AwardNotQueued, RequestedAward, cancel_award

pytestmark = [pytest.mark.django_db, pytest.mark.invariants]


def cancel(requested: RequestedAward, reason: str = "A zero too many.") -> list[str]:
    row = AwardRequest.objects.get(pk=requested.id)
    return cancel_award(award_request=row, reason=reason, by=UserFactory())


def test_what_waited_behind_a_cancelled_award_alone_is_settled() -> None:
    bolt = AssetFactory()
    fund(bolt, 10)
    wrong = award((bolt, 10_000), wallet="0xADA")
    behind = [award((bolt, 4), wallet="0xB0B") for _ in range(3)]

    settled = cancel(wrong)

    assert settled == [one.request_id for one in behind[:2]]
    row = AwardRequest.objects.get(pk=wrong.id)
    assert (row.state, row.cancel_reason, row.transfer) == ("cancelled", "A zero too many.", None)
    assert held(bolt, kind="project") == 2
    assert AwardRequest.objects.queued().get().pk == behind[2].id


def test_a_cancelled_award_is_never_paid() -> None:
    bolt = AssetFactory()
    wrong = award((bolt, 5), wallet="0xADA")
    cancel(wrong)

    assert fund(bolt, 100).settled == []
    assert held(bolt, kind="external") == 0


def test_its_request_is_known_and_awards_nothing_again() -> None:
    bolt = AssetFactory()
    wrong = award((bolt, 5), wallet="0xADA")
    cancel(wrong)

    again = award((bolt, 5), wallet="0xADA", request_id=wrong.request_id)

    assert (again.id, again.state, again.replayed) == (wrong.id, "cancelled", True)


def test_what_does_not_wait_is_not_cancelled() -> None:
    bolt = AssetFactory()
    settled, waiting = award((bolt, 5)), award((bolt, 5), wallet="0xADA")
    cancel(waiting)
    before = database_fingerprint()

    for one in (settled, waiting):
        with pytest.raises(AwardNotQueued):
            cancel_award(
                award_request=AwardRequest.objects.get(pk=one.id),
                reason="because",
                by=AwardRequest.objects.get(pk=waiting.id).cancelled_by,
            )

    assert database_fingerprint() == before


def test_cancelling_needs_a_reason() -> None:
    waiting = award((AssetFactory(), 5), wallet="0xADA")

    with pytest.raises(ReasonMissing):
        cancel(waiting, " ")

    assert AwardRequest.objects.queued().count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_award_is_either_cancelled_or_paid() -> None:
    bolt = AssetFactory()
    waiting = [award((bolt, 5), wallet="0xADA") for _ in range(6)]

    answers = run_together(
        [
            *[lambda one=one: cancel(one) for one in waiting[::2]],
            *[lambda: fund(bolt, 5) for _ in range(6)],
        ]
    )

    late = [one for one in answers if isinstance(one, Exception)]
    assert all(isinstance(one, AwardNotQueued) for one in late)
    cancelled = AwardRequest.objects.filter(state="cancelled").count()
    assert cancelled == 3 - len(late)
    assert held(bolt, kind="external") == 5 * (6 - cancelled)
