"""On the way to every view: the reader's language and figures, and the question whether they may."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from attain.engine.faults import Faulty
from attain.runs.workplace import Unsound
from attain.shell.languages import DJANGO, language_of, wording_for
from attain.shell.permissions import allowed, reach
from attain.shell.problems import without_data, without_rules
from attain.shell.zones import zone_of

Handler = Callable[[HttpRequest], HttpResponse]


def reader(handle: Handler) -> Handler:
    """Sets request.wording, and the language and time zone of everything else that speaks."""

    def handled(request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.wording = wording_for(language, getattr(request.user, "locale", ""))
        with translation.override(DJANGO[language]), timezone.override(zone_of(request)):
            response = handle(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return handled


class Guard:
    """Asks the table of permissions before a view runs; the view finds how far it reaches."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handle(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Before the first load there are no facts, before it no rules: who opens such a page is told so."""
        pages = request.user.is_authenticated and not request.path.startswith("/api/")
        faults = exception.faults if pages and isinstance(exception, Faulty) else ()
        if pages and isinstance(exception, Unsound):
            return without_rules(request, exception.missing)
        missing = any(fault.id == "fault.store_missing" for fault in faults)
        return without_data(request) if missing else None

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if getattr(view, "open_because", None):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        permission = getattr(view, "permission", None)
        held = request.user.held_roles(on=timezone.localdate())
        if permission is None or not allowed(permission, held):
            raise PermissionDenied(permission or "")
        request.reach = reach(permission, held, request.user.person)
        return None


guarded = Guard
