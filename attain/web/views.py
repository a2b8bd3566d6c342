"""Home, by role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.shell.permissions import permits


@permits("home:read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html")
