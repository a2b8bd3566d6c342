"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class RulebookConfig(AppConfig):
    name = "attain.apps.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        from attain.apps.rulebook import check_work, proposals, tasks

        check_work.add_kind()
        proposals.add_kind()
        tasks.add_kinds()
        add(Entry("menu.rulebook", "book", "rulebook:start", "rulebook:read", 45))
