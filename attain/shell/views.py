"""The shell's own pages: language, look, signing in and out, health."""

from django.conf import settings
from django.contrib.auth import logout
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from attain.engine.declare import LANGUAGES
from attain.shell.languages import COOKIE
from attain.shell.models import User
from attain.shell.permissions import open_to_anyone, permits
from attain.shell.signing_in.views import next_of

YEAR = 31_536_000
THEMES = ("auto", "light", "dark")


@open_to_anyone("a language is chosen before signing in")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language: with the user, and in this browser."""
    response = redirect(next_of(request))
    chosen = request.POST.get("language", "")
    if chosen in LANGUAGES:
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


@open_to_anyone("light or dark is chosen before signing in")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps light or dark in this browser."""
    response = redirect(next_of(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie("attain_theme", chosen, max_age=YEAR, samesite="Lax", secure=secure)
    return response


@permits("account:manage")
@require_GET
def more(request: HttpRequest) -> HttpResponse:
    """The whole menu, for phones."""
    return render(request, "shell/more.html")


@open_to_anyone("signing out")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("account_login")


@open_to_anyone("asked by machines that watch the process")
@require_GET
def live(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers."""
    return JsonResponse({"ok": True})


@open_to_anyone("asked by machines that send requests here")
@require_GET
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether the database answers and is as this version needs it, and the store is there."""
    told = {"database": _answers(), "migrated": False, "store": False}
    if told["database"]:
        told["migrated"] = _migrated()
        told["store"] = settings.ATTAIN_STORE.joinpath("HEAD").exists()
    fine = all(told.values())
    return JsonResponse({"ok": fine, **told}, status=200 if fine else 503)


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


_KNOWN_AS_MIGRATED: set[str] = set()


def _migrated() -> bool:
    """Whether no migration is pending; once that is so, it stays so while the process lives."""
    if connection.alias not in _KNOWN_AS_MIGRATED:
        plan = MigrationExecutor(connection)
        if plan.migration_plan(plan.loader.graph.leaf_nodes()):
            return False
        _KNOWN_AS_MIGRATED.add(connection.alias)
    return True
