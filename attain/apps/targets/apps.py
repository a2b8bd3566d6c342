"""The app as Django knows it."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "attain.apps.targets"
    label = "targets"
