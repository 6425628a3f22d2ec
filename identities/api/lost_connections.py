"""Reads whose database connection dies before the answer is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from identities.services.lost_connections import call_again_if_lost

if TYPE_CHECKING:
    from rest_framework.views import APIView

READS = frozenset({"GET", "HEAD"})


def read_again(view: APIView, error: Exception) -> Any:
    """Answer the request of *view* once more, on a fresh connection, if it is a read that lost its.

    Raises *error* where it did not fail by that, and what the second read raises.
    """

    def fail() -> NoReturn:
        raise error

    def read() -> Any:
        view.initial(view.request, *view.args, **view.kwargs)
        answer = getattr(view, "get", view.http_method_not_allowed)
        return answer(view.request, *view.args, **view.kwargs)

    if view.request.method not in READS:
        fail()
    return call_again_if_lost(fail, read)
