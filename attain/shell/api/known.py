"""Every API of the application, for the check of start-up and for the scopes that tokens may have."""

from ninja import NinjaAPI

INTERFACES: list[NinjaAPI] = []
