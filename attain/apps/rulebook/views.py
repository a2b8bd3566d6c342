"""The rulebook as readers see it: its documents in plain language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.shell.permissions import permits


@permits("rulebook:read")
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """All documents, by kind."""
    return render(request, "rulebook/documents.html")
