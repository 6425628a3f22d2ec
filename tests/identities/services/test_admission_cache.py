from uuid import uuid4

from identities.services.admission_cache import AdmissionCache, Identity

DIGEST = b"d" * 32
IDENTITY = Identity(uuid4(), uuid4(), frozenset({"read"}))


class Clock:
    """A monotonic clock that stands still until told."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_identity_is_kept_for_5_seconds() -> None:
    clock = Clock()
    cache = AdmissionCache(timer=clock)
    cache.remember(DIGEST, IDENTITY)

    clock.seconds += 4.9
    before = cache.identity(DIGEST)
    clock.seconds += 0.2

    assert (before, cache.identity(DIGEST)) == (IDENTITY, None)


def test_permits_outlive_the_identity() -> None:
    clock = Clock()
    cache = AdmissionCache(timer=clock)
    cache.remember(DIGEST, IDENTITY)
    cache.add_permits(DIGEST, 3, seconds_left=30)

    clock.seconds += 10

    assert cache.identity(DIGEST) is None
    assert [cache.take_permit(DIGEST) for _ in range(3)] == [0, 0, None]


def test_permits_end_with_the_minute() -> None:
    clock = Clock()
    cache = AdmissionCache(timer=clock)
    cache.add_permits(DIGEST, 3, seconds_left=30)

    clock.seconds += 30

    assert cache.take_permit(DIGEST) is None


def test_permits_of_one_minute_add_up() -> None:
    cache = AdmissionCache(timer=Clock())

    cache.add_permits(DIGEST, 2, seconds_left=30)
    cache.add_permits(DIGEST, 2, seconds_left=30)

    assert [cache.take_permit(DIGEST) for _ in range(3)] == [0, 0, None]


def test_no_permits_mean_to_wait_for_the_next_minute() -> None:
    clock = Clock()
    cache = AdmissionCache(timer=clock)

    first = cache.add_permits(DIGEST, 0, seconds_left=30)
    clock.seconds += 10

    assert (first, cache.take_permit(DIGEST)) == (30, 20)


def test_permits_that_another_thread_left_are_used() -> None:
    cache = AdmissionCache(timer=Clock())
    cache.add_permits(DIGEST, 2, seconds_left=30)

    assert cache.add_permits(DIGEST, 0, seconds_left=30) == 0
    assert cache.take_permit(DIGEST) is None


def test_forgotten_key_is_not_known() -> None:
    cache = AdmissionCache()
    cache.remember(DIGEST, IDENTITY)

    cache.forget(DIGEST)

    assert cache.identity(DIGEST) is None
