"""Background work as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class WorkConfig(AppConfig):
    name = "attain.shell.work"
    label = "work"

    def ready(self) -> None:
        add(Entry("menu.work", "activity", "work:list", "work:read", 80, phone=True))
