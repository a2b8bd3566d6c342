"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class BoardsConfig(AppConfig):
    name = "attain.apps.boards"
    label = "boards"

    def ready(self) -> None:
        from attain.apps.boards import costs
        from attain.apps.ledger import api as ledger
        from attain.apps.results import api as results

        results.after_run(costs.after_run)
        ledger.after_post(costs.after_post)
        add(Entry("menu.boards", "chart-bar", "boards:cost", "board:read", 61))
