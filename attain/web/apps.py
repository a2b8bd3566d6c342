"""The home pages as Django knows them, and the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class WebConfig(AppConfig):
    name = "attain.web"
    label = "web"

    def ready(self) -> None:
        add(Entry("menu.home", "home", "web:home", "home:read", 0, phone=True))
