"""Errors of the API as problem details (RFC 9457)."""

import json
import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from attain.engine.faults import Faulty

log = logging.getLogger("attain.api")

PROBLEM = "application/problem+json"


class Wrong(Schema):
    """One thing that is wrong with what was sent. at: where, as query.limit."""

    at: str
    told: str


class Problem(Schema):
    """Why an answer is none (RFC 9457). errors: each thing that is wrong with what was sent."""

    type: str = Field(description="about:blank, or an address that names the kind of problem")
    title: str
    status: int
    detail: str
    errors: list[Wrong]


def problem(
    request: HttpRequest, status: int, name: str, errors: list[dict[str, str]] | None = None, detail: str = ""
) -> HttpResponse:
    """name: what api.problem.… messages tell of."""
    say = request.wording.say
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": say(f"api.problem.{name}"),
        "status": status,
        "detail": detail or say(f"api.problem.{name}.told"),
        "errors": errors or [],
    }
    answer = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=PROBLEM, status=status)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


#: What a status is called where nothing more is known.
_NAMES = {400: "unreadable", 401: "who", 403: "forbidden", 404: "not_there", 405: "method", 409: "conflict"}


def named(request: HttpRequest, status: int) -> HttpResponse:
    return problem(request, status, _NAMES.get(status, "unreadable"))


def handle_problems(api: NinjaAPI) -> None:
    """Makes every error of the API a problem."""

    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = [{"at": ".".join(map(str, each["loc"])), "told": str(each["msg"])} for each in error.errors]
        return problem(request, 422, "invalid", wrong)

    def faulty(request: HttpRequest, error: Faulty) -> HttpResponse:
        told = [
            {"at": fault.file or fault.id, "told": request.wording.fault(fault)} for fault in error.faults
        ]
        return problem(request, 409, "conflict", told)

    def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("an operation failed: %s %s", request.method, request.path, exc_info=error)
        return problem(request, 500, "broken")

    api.add_exception_handler(ValidationError, validation)
    api.add_exception_handler(Faulty, faulty)
    api.add_exception_handler(Exception, unforeseen)
    api.add_exception_handler(AuthenticationError, lambda request, _: named(request, 401))
    api.add_exception_handler(HttpError, lambda request, error: named(request, error.status_code))
    api.add_exception_handler(PermissionDenied, lambda request, _: named(request, 403))
    api.add_exception_handler(Http404, lambda request, _: named(request, 404))
