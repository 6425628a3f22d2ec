from django.contrib.auth.models import AbstractUser
from django.db import models
from uuid_utils.compat import uuid7

from identities.enums import StaffRole
from identities.models.base import UUIDModel
from identities.models.history import track_configuration
from identities.models.organization import Organization


class User(AbstractUser):
    """A member of staff, who signs in to the admin."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta(AbstractUser.Meta):
        pass


@track_configuration()
class StaffMembership(UUIDModel):
    """A role that a member of staff has in one organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=StaffRole.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organization", "role"], name="staff_membership_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=StaffRole.values), name="staff_membership_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
