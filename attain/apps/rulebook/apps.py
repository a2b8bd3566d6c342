"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class RulebookConfig(AppConfig):
    name = "attain.apps.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        add(Entry("menu.rulebook", "book", "rulebook:documents", "rulebook:read", 45))
