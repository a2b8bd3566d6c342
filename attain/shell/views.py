"""The shell's own pages: language, look, signing in and out, health."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from attain.engine.declare import LANGUAGES
from attain.shell.languages import COOKIE
from attain.shell.models import User
from attain.shell.permissions import open_to_anyone, permits

YEAR = 31_536_000
THEMES = ("auto", "light", "dark")


@open_to_anyone("a language is chosen before signing in")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language: with the user, and in this browser."""
    response = redirect(_next(request))
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
    response = redirect(_next(request))
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


@open_to_anyone("signing in")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; in a demo also one button a role."""
    failed = False
    if request.method == "POST":
        user = authenticate(
            request, username=request.POST.get("username", ""), password=request.POST.get("password", "")
        )
        if user is not None:
            login(request, user)
            return redirect(_next(request))
        failed = True
    demo = User.objects.filter(groups__name="demo").order_by("pk") if settings.ATTAIN_DEMO else ()
    given = {"failed": failed, "people": demo, "next": _next(request)}
    return render(request, "shell/sign_in.html", given, status=422 if failed else 200)


@open_to_anyone("signing in by one click, in a demo alone")
@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """Signs in one of the demo's people. There is no such address outside a demo."""
    if not settings.ATTAIN_DEMO:
        raise Http404
    user = User.objects.filter(groups__name="demo", pk=request.POST.get("user", "0")).first()
    if user is None:
        raise Http404
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_next(request))


@open_to_anyone("signing out")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("shell:sign_in")


@open_to_anyone("asked by machines that watch the process")
@require_GET
def live(_request: HttpRequest) -> HttpResponse:
    """Whether the process answers."""
    return JsonResponse({"ok": True})


@open_to_anyone("asked by machines that send requests here")
@require_GET
def ready(_request: HttpRequest) -> HttpResponse:
    """Whether the database answers and the store is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    found = settings.ATTAIN_STORE.joinpath("HEAD").exists()
    return JsonResponse({"ok": found, "database": True, "store": found}, status=200 if found else 503)


def _next(request: HttpRequest) -> str:
    """Where to go on: an address of this host, else home."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else "/"
