"""The app as Django knows it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "attain.apps.intake"
    label = "intake"

    def ready(self) -> None:
        from attain.apps.intake.tasks import add_kinds
        from attain.shell.menu import Entry, add

        add_kinds()
        add(Entry("menu.facts", "database", "facts:quality", "fact:read", 58))
