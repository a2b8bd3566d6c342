"""The app as Django knows it."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "attain.apps.disputes"
    label = "disputes"
