"""Who does something: a person in the admin, an API client, or the platform itself."""

from dataclasses import dataclass

from identities.enums import Channel
from identities.models import ApiClient, User


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts, and the door through which he came."""

    channel: Channel
    user: User | None = None
    client: ApiClient | None = None
    request_id: str = ""


SYSTEM = Actor(channel=Channel.SYSTEM)
