"""What every page knows: its menu, the languages, how the application runs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone

from attain.shell.languages import OWN_NAMES
from attain.shell.menu import menu_for, on_phone

_MORE = reverse_lazy("shell:more")


def shell(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    held = user.held_roles(on=timezone.localdate()) if user.is_authenticated else ()
    menu = menu_for(held, request.path, user.person or "") if held else ()
    bar = on_phone(menu)
    return {
        "languages": OWN_NAMES,
        "demo": settings.ATTAIN_DEMO,
        "menu": menu,
        "phone_bar": bar,
        "beyond_bar": any(each.here and each not in bar for each in menu) or request.path == _MORE,
        "theme": request.COOKIES.get("attain_theme", "auto"),
        "wording": getattr(request, "wording", None),
    }
