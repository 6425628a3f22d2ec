from django.db import models
from uuid_utils.compat import uuid7


class UUIDModel(models.Model):
    """A row whose public id is a UUIDv7: made here, or by the database for rows that SQL writes."""

    id = models.UUIDField(
        primary_key=True,
        default=uuid7,
        db_default=models.Func(function="uuidv7"),
        editable=False,
    )

    class Meta:
        abstract = True
