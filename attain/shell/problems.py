"""What is shown instead of a page: forbidden, not there, broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _problem(request: HttpRequest, name: str, status: int) -> HttpResponse:
    given = {"title": f"shell.{name}", "told": f"shell.{name}.told"}
    return render(request, "shell/problem.html", given, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, "forbidden", 403)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, "not_there", 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _problem(request, "broken", 500)
