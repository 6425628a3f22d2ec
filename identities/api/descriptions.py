"""What the OpenAPI document says of the operations on participants."""

from drf_spectacular.utils import extend_schema_view

from identities.api.schema import operation
from identities.api.serializers import ParticipantAnswer, ParticipantRequest

EXAMPLE = {
    "id": "019a9c3e-52c1-7d3c-9f60-2b8f6f1d7a10",
    "source_id": "customer-4711",
    "kind": "player",
    "currency": "EUR",
    "state": "active",
    "created_at": "2026-05-04T09:30:00.123456Z",
    "first_name": "Ada",
    "last_name": "Byron",
    "email": "ada@example.org",
    "phone": "",
    "birth_on": "1990-12-10",
    "age": None,
    "country": "DE",
    "language": "de",
    "address": "",
    "city": "",
    "region": "",
    "postal_code": "",
    "user_name": "ada",
}

describe_participants = extend_schema_view(
    create=operation(
        summary="Create a participant",
        description=(
            "Only `source_id`, your own name for the participant, is needed. The same `source_id`"
            " with the same content answers 200, with other content 409. A participant of whom"
            " nothing but the `source_id` is known, because a token was awarded to or redeemed by"
            " it, is completed: 200.\n\nA `password` lets the participant log in, with the"
            " `user_name`, which is unique whatever its case, or the e-mail address."
        ),
        request=ParticipantRequest,
        body={
            "source_id": "customer-4711",
            "first_name": "Ada",
            "last_name": "Byron",
            "email": "ada@example.org",
            "birth_on": "1990-12-10",
            "country": "DE",
            "user_name": "ada",
            "password": "correct horse battery",
        },
        answer=ParticipantAnswer,
        example=EXAMPLE,
        statuses=(201, 200),
    ),
    retrieve=operation(
        summary="Fetch a participant",
        description="Members that are not known are empty, or null for a date.",
        path={"source_id": "URL-encoded; any character but control characters, slashes too."},
        answer=ParticipantAnswer,
        example=EXAMPLE,
    ),
)
