"""Pages about the API: what it offers, and one's own tokens."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from attain.shell.api import tokens
from attain.shell.api.models import ApiToken
from attain.shell.permissions import permits


@permits("api:read")
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """All operations, to be read and tried. Everything comes from this host."""
    settings = {"layout": "BaseLayout", "deepLinking": True, "url": "/api/v1/openapi.json"}
    return render(request, "api/docs.html", {"settings": json.dumps(settings)})


@permits("token:manage")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    """My tokens; makes one and shows it this once."""
    made, wrong = "", ""
    name = request.POST.get("name", "").strip()
    scopes = request.POST.getlist("scopes")
    if request.method == "POST":
        days = request.POST.get("days", "")
        try:
            if not name:
                raise ValueError("name")
            _, made = tokens.make(
                request, name, scopes, int(days) if days.isascii() and days.isdigit() else 0
            )
        except ValueError:
            wrong = request.wording.say("token.wrong")
    own = list(ApiToken.objects.filter(user=request.user).order_by("-made_at"))
    now = timezone.now()
    given = {
        "made": made,
        "wrong": wrong,
        "name": "" if made else name,
        "chosen": scopes if wrong else (),
        "tokens": [(token, token.valid(now)) for token in own],
        "permissions": tokens.offered(request.user),
        "lives": tokens.LIVES,
    }
    return render(request, "api/tokens.html", given, status=422 if wrong else 200)


@permits("token:manage")
@require_http_methods(["GET", "HEAD", "POST"])
def revoked(request: HttpRequest, token: int) -> HttpResponse:
    """Asks, then revokes one of my tokens."""
    found = ApiToken.objects.filter(pk=token).first()
    if found is None:
        raise Http404
    if found.user_id != request.user.pk:
        raise PermissionDenied(token)
    if request.method != "POST":
        return render(request, "api/revoke.html", {"token": found})
    tokens.revoke(request, found)
    messages.info(request, request.wording.say("token.revoked.told", name=found.name))
    return redirect("tokens:list")
