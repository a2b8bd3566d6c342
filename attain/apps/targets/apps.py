"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class TargetsConfig(AppConfig):
    name = "attain.apps.targets"
    label = "targets"

    def ready(self) -> None:
        add(Entry("menu.targets", "flag", "targets:grid", "target:read", 48))
