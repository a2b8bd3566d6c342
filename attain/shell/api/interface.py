"""The API as a whole: its addresses declared, its description told as it answers."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from attain.shell.api.access import Session, Token
from attain.shell.api.known import INTERFACES
from attain.shell.api.problems import PROBLEM, Problem, handle_problems, named
from attain.shell.permissions import open_to_anyone

#: Why the guard of pages lets requests for operations pass.
ASKED = "each operation asks for a token or a session itself (attain.shell.api.access)"


class Interface(NinjaAPI):
    """An API whose operations declare their permission; errors are problem details."""

    def __init__(self, **options: Any) -> None:
        super().__init__(auth=[Token(), Session()], docs_url=None, openapi_url=None, **options)
        handle_problems(self)
        INTERFACES.append(self)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """As the library has it, but errors are told as the problems that they are."""
        told = super().get_openapi_schema(**options)
        for methods in told["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in answer.get("content", {}):
                        answer["content"] = {PROBLEM: answer["content"]["application/json"]}
        return told

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)

    @property
    def operations(self) -> list[tuple[str, Any]]:
        """Every operation with its address."""
        found = []
        for router in self._get_bound_routers():
            for address, view in router.path_operations.items():
                found += [(address, operation) for operation in view.operations]
        return found

    @property
    def addresses(self) -> tuple[list[URLPattern], str, str]:
        """For `path("api/v1/", …)`: operations, the description, and a problem for all that is not there."""
        patterns, app, namespace = self.urls
        own = [path("openapi.json", open_to_anyone(TOLD)(self._described), name="openapi")]
        made = [_passed(pattern) for pattern in patterns if pattern.name != "api-root"]
        root = [path("", open_to_anyone(TOLD)(not_there), name="api-root")]
        return (
            [*own, *made, *root, re_path(r"^.*$", open_to_anyone(TOLD)(not_there), name="nothing")],
            app,
            namespace,
        )

    @functools.cached_property
    def _described(self) -> Callable[[HttpRequest], HttpResponse]:
        def described(_request: HttpRequest) -> HttpResponse:
            return JsonResponse(self.get_openapi_schema())

        return described


TOLD = "a description of the interface, without anybody's data"

#: What operations may answer beside what they are asked for.
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)


def not_there(request: HttpRequest) -> HttpResponse:
    return named(request, 404)


not_there.csrf_exempt = True  # type: ignore[attr-defined]


def _passed(pattern: URLPattern) -> URLPattern:
    """The library's view behind one of ours: the guard knows it, and a wrong method is a problem as well."""
    view = pattern.callback

    @open_to_anyone(ASKED)
    def passed(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        answer = view(request, *args, **kwargs)
        if answer.status_code != 405:
            return answer
        told = named(request, 405)
        told.headers["Allow"] = answer.headers["Allow"]
        return told

    passed.csrf_exempt = True  # type: ignore[attr-defined] - sessions are checked by access.Session
    return URLPattern(pattern.pattern, passed, pattern.default_args, pattern.name)
