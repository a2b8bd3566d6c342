"""The app as Django knows it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "attain.apps.intake"
    label = "intake"
