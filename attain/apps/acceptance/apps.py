"""The app as Django knows it."""

from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "attain.apps.acceptance"
    label = "acceptance"
