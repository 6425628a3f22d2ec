from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.db import models

ModelType = TypeVar("ModelType", bound=type[models.Model])


def track_configuration(exclude: Sequence[str] = ()) -> Callable[[ModelType], ModelType]:
    """Record every insert, update and delete of a configuration model by database triggers.

    No writer can go round it. *exclude* names the fields (secrets) that history must not hold.
    """
    tracker: Callable[[ModelType], ModelType] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
    )
    return tracker
