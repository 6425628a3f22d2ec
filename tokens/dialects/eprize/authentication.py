"""The addresses of profiles: what ``profile=`` carries, and who is meant by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from identities.services.web_keys import WebKeyUnknown, find_by_web_key

if TYPE_CHECKING:
    from identities.models import Organization, Participant

# of any host and any API key: what counts is whose profile it is
ADDRESS = re.compile(r"(?:https?://[^/?#]*)?/v1/[^/?#]+/profile/([^/?#]+)")
NAME = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{32})")


class ProfileInvalid(Exception):
    """The address leads to no profile of the organization."""


class ProfileName(NamedTuple):
    """The last part of a profile's address."""

    participant_id: UUID
    web_key: str


def parse_profile(address: str) -> ProfileName:
    """Return what the *address* of a profile names. Raises ``ProfileInvalid``."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise ProfileInvalid
    return parse_profile_name(match[1])


def parse_profile_name(text: str) -> ProfileName:
    """Return what the last part of a profile's address names. Raises ``ProfileInvalid``."""
    match = NAME.fullmatch(text)
    if match is None:
        raise ProfileInvalid
    return ProfileName(UUID(match[1]), match[2])


def find_participant(organization: Organization, name: ProfileName) -> Participant:
    """Return whose profile it is, with the profile. Raises ``ProfileInvalid``."""
    try:
        return find_by_web_key(organization=organization, **name._asdict())
    except WebKeyUnknown:
        raise ProfileInvalid from None
