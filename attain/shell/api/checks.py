"""What start-up refuses: operations that say nothing of who may ask them."""

from typing import Any

from django.core.checks import Error, register
from django.urls import get_resolver

from attain.shell.api.known import INTERFACES
from attain.shell.permissions import TABLE


@register("attain")
def every_operation_says_who(**_: Any) -> list[Error]:
    """An operation without a declared permission is an error, and one that needs no sign-in."""
    _ = get_resolver().url_patterns  # all interfaces are made by now
    return [
        Error(
            f"the operation at {address} declares no permission (attain.shell.api.access)", id="attain.E002"
        )
        for interface in INTERFACES
        for address, operation in interface.operations
        if getattr(operation.view_func, "permission", None) not in TABLE or not operation.auth_callbacks
    ]
