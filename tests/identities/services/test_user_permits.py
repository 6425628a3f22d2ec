from uuid import uuid4

from identities.services.user_permits import UserPermits


def test_so_many_requests_a_minute_are_permitted() -> None:
    now = [100.0]
    permits, ada, bob = UserPermits(timer=lambda: now[0]), uuid4(), uuid4()

    assert [permits.take(ada, maximum=2) for _ in range(3)] == [0, 0, 60]
    now[0] += 30.5
    assert (permits.take(ada, maximum=2), permits.take(bob, maximum=2)) == (30, 0)
    now[0] += 29.5
    assert [permits.take(ada, maximum=2) for _ in range(3)] == [0, 0, 60]
