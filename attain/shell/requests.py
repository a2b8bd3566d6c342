"""Each request's own id, by which the log tells what belongs together; and one line of the log for each."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LOG = logging.getLogger("attain.request")

#: The id of the request that is being answered, "" outside of one.
REQUEST: ContextVar[str] = ContextVar("attain_request", default="")

#: What a proxy may call a request.
NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")


def numbered(handle: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """X-Request-ID in every answer: the own proxy's, else a new one. What stands behind ? is not logged."""

    def handled(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        request.id = given if NAME.fullmatch(given) else uuid.uuid4().hex
        token, began = REQUEST.set(request.id), time.perf_counter()
        try:
            response = handle(request)
            response.headers["X-Request-ID"] = request.id
            user = getattr(request, "_cached_user", None)  # whoever was asked for; not asked for here
            told = {
                "method": request.method,
                "path": _without_keys(request.path),
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000),
                "user": user.pk if user is not None else None,
            }
            LOG.info("%s %s %s", told["method"], told["path"], told["status"], extra=told)
            return response
        finally:
            REQUEST.reset(token)

    return handled


def _without_keys(path: str) -> str:
    """The address of a letter's link without what makes it work."""
    return re.sub(r"(/sign-in/new-password/)[^/]+", r"\1…", path)
