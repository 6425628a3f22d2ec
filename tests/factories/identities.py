import factory

from identities.enums import Scope
from identities.models import ApiClient, Organization, Participant, Profile, User


class OrganizationFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence("Organization {}".format)
    slug = factory.Sequence("organization-{}".format)
    currencies = ["EUR"]

    class Meta:
        model = Organization


class UserFactory(factory.django.DjangoModelFactory):
    username = factory.Sequence("staff-{}".format)
    is_staff = True

    class Meta:
        model = User


class ApiClientFactory(factory.django.DjangoModelFactory):
    """A client whose key nobody knows: for what is written by one, not for requests."""

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence("Client {}".format)
    prefix = factory.Sequence("{:012d}".format)
    key_sha256 = b"\0" * 32
    scopes = Scope.values

    class Meta:
        model = ApiClient


class ParticipantFactory(factory.django.DjangoModelFactory):
    organization = factory.SubFactory(OrganizationFactory)
    source_id = factory.Sequence("participant-{}".format)

    class Meta:
        model = Participant


class ProfileFactory(factory.django.DjangoModelFactory):
    participant = factory.SubFactory(ParticipantFactory)
    organization = factory.SelfAttribute("participant.organization")
    first_name = "Ada"
    last_name = "Byron"

    class Meta:
        model = Profile
