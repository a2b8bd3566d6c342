"""From where a request comes."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the machine that asks, "" where it isn't known.

    A proxy's word counts only where ATTAIN_PROXIES says how many of them are the installation's own.
    """
    return (get_client_ip(request) or "") if request.META else ""
