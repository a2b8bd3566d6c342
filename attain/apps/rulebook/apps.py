"""The app as Django knows it."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "attain.apps.rulebook"
    label = "rulebook"
