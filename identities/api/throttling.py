from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


class ClientThrottle(BaseThrottle):
    """Refuse a client that got no permit when its key was admitted."""

    def allow_request(self, request: Request, view: Any) -> bool:
        admission: Any = request.auth
        self.seconds: int = 0 if admission is None else admission.retry_after
        return self.seconds == 0

    def wait(self) -> float:
        return self.seconds
