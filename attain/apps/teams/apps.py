"""The app as Django knows it, and its lines of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class TeamsConfig(AppConfig):
    name = "attain.apps.teams"
    label = "teams"

    def ready(self) -> None:
        add(Entry("menu.team", "users", "teams:team", "team:read", 30, phone=True))
        add(Entry("menu.units", "building-community", "teams:units", "unit:read", 31, phone=True))
