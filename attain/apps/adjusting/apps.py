"""The app as Django knows it."""

from django.apps import AppConfig


class AdjustingConfig(AppConfig):
    name = "attain.apps.adjusting"
    label = "adjusting"
