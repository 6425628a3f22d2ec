import re
from typing import Any
from uuid import UUID

import pytest

from identities.enums import ParticipantState
from identities.services.web_keys import WebKeyUnknown, find_by_web_key, web_key_of
from tests.factories.identities import OrganizationFactory, ParticipantFactory, ProfileFactory

ID = UUID("019a9c3f-0a4e-7b11-8c41-0d3c5a1f9e02")
OLD = "b2xkIGtleSBmb3IgdGhlIHRlc3RzLCAzMiBieXRlcyE="
NEW = "bmV3IGtleSBmb3IgdGhlIHRlc3RzLCAzMiBieXRlcyE="


def test_a_web_key_is_as_it_always_was(settings: Any) -> None:
    settings.ENCRYPTION_KEYS = [OLD]

    assert web_key_of(ID) == "6Xb01nv64VU47mzgcQDCCORZ2kNUUpsK"


def test_a_web_key_has_192_bits_that_fit_into_an_address() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", web_key_of(ID))


@pytest.mark.django_db
def test_a_participant_is_found_with_the_profile(django_assert_num_queries: Any) -> None:
    profile = ProfileFactory()
    participant = profile.participant

    with django_assert_num_queries(1):
        found = find_by_web_key(
            organization=participant.organization,
            participant_id=participant.pk,
            web_key=web_key_of(participant.pk),
        )
        assert (found, found.profile.first_name) == (participant, "Ada")


@pytest.mark.parametrize("state", [ParticipantState.ACTIVE, ParticipantState.BLOCKED])
@pytest.mark.django_db
def test_a_participant_of_whom_nothing_is_known_is_found(state: str) -> None:
    participant = ParticipantFactory(state=state)

    found = find_by_web_key(
        organization=participant.organization,
        participant_id=participant.pk,
        web_key=web_key_of(participant.pk),
    )

    assert found == participant


@pytest.mark.django_db
def test_a_new_encryption_key_changes_no_web_key(settings: Any) -> None:
    participant = ParticipantFactory()
    settings.ENCRYPTION_KEYS = [OLD]
    before = web_key_of(participant.pk)

    settings.ENCRYPTION_KEYS = [NEW, OLD]

    assert web_key_of(participant.pk) == before
    settings.ENCRYPTION_KEYS = [NEW]
    newest = web_key_of(participant.pk)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    for web_key in (before, newest):
        found = find_by_web_key(
            organization=participant.organization, participant_id=participant.pk, web_key=web_key
        )
        assert found == participant


@pytest.mark.parametrize("web_key", ["", "x", "é", "{key}x", "{other}"])
@pytest.mark.django_db
def test_a_wrong_web_key_finds_nobody(web_key: str) -> None:
    participant, other = ParticipantFactory(), ParticipantFactory()
    text = web_key.format(key=web_key_of(participant.pk), other=web_key_of(other.pk))

    with pytest.raises(WebKeyUnknown):
        find_by_web_key(
            organization=participant.organization, participant_id=participant.pk, web_key=text
        )


@pytest.mark.django_db
def test_a_web_key_is_worth_nothing_elsewhere() -> None:
    participant = ParticipantFactory()

    with pytest.raises(WebKeyUnknown):
        find_by_web_key(
            organization=OrganizationFactory(),
            participant_id=participant.pk,
            web_key=web_key_of(participant.pk),
        )


@pytest.mark.django_db
def test_who_was_erased_is_not_found() -> None:
    participant = ParticipantFactory(state=ParticipantState.ERASED)

    with pytest.raises(WebKeyUnknown):
        find_by_web_key(
            organization=participant.organization,
            participant_id=participant.pk,
            web_key=web_key_of(participant.pk),
        )
