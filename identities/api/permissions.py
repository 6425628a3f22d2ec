from typing import Any

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from identities.api.authentication import UserAdmission
from identities.api.problems import Problem, problem, problem_of
from identities.enums import Scope

# what DRF calls a method that the view does not take: 405 follows
NO_ACTION = (None, "metadata")


class ScopeMissing(PermissionDenied):
    """The API key may not do this: it would need *scope*."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope


@problem_of.register
def _(error: ScopeMissing) -> Problem:
    return problem(
        "forbidden", f"The API key lacks the scope {error.scope}.", scope=error.scope.value
    )


class HasScope(BasePermission):
    """Each view names in ``scopes``, by action, the scopes of which one is enough."""

    def has_permission(self, request: Request, view: Any) -> bool:
        admission: Any = request.auth
        if admission is None:
            return False
        if view.action in NO_ACTION:
            return True
        if isinstance(admission, UserAdmission):
            return True  # only views that are for participants too take their tokens
        scopes: tuple[Scope, ...] = view.scopes[view.action]
        if not admission.scopes.intersection(scopes):
            raise ScopeMissing(scopes[0])
        return True
