"""What is shown instead of a page: forbidden, not there, broken."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from attain.shell.plainly import plain, unreachable

log = logging.getLogger("attain.broken")


def _problem(request: HttpRequest, name: str, status: int) -> HttpResponse:
    given = {"title": f"shell.{name}", "told": f"shell.{name}.told", "rules": name.endswith("_rules")}
    return render(request, "shell/problem.html", given, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, "forbidden", 403)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, "not_there", 404)


def without_data(request: HttpRequest) -> HttpResponse:
    """A page that reads the store, before anything was ever loaded: nothing is wrong, only missing."""
    return _problem(request, "no_data", 200 if request.method in ("GET", "HEAD") else 409)


def without_rules(request: HttpRequest, missing: bool) -> HttpResponse:
    """A page that goes by the rules, while there are none, or while their files have errors."""
    name = "no_rules" if missing else "wrong_rules"
    return _problem(request, name, 200 if request.method in ("GET", "HEAD") else 409)


def broken(request: HttpRequest) -> HttpResponse:
    """The page of an error; a plain one where the database is the reason, or this page breaks as well."""
    error = sys.exc_info()[1]
    if not unreachable(error):
        try:
            return _problem(request, "broken", 500)
        except Exception as another:
            log.exception("the page of an error broke as well")
            error = another
    return plain(request, error)
