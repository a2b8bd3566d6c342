"""What start-up refuses: views that say nothing of who may open them."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the application with its pattern."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def says_who(callback: Any) -> bool:
    """Whether a view declares a permission or is open to anyone."""
    return hasattr(callback, "permission") or hasattr(callback, "open_because")


@register("attain")
def every_view_says_who(**_: Any) -> list[Error]:
    """A view without a declared permission is an error."""
    return [
        Error(f"/{address} declares no permission (attain.shell.permissions)", id="attain.E001")
        for address, pattern in views()
        if not says_who(pattern.callback)
    ]
