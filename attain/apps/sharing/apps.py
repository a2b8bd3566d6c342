"""The app as Django knows it."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "attain.apps.sharing"
    label = "sharing"
