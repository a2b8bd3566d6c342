"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class KpisConfig(AppConfig):
    name = "attain.apps.kpis"
    label = "kpis"

    def ready(self) -> None:
        add(Entry("menu.kpis", "list-details", "kpis:kpis", "kpi:read", 40))
