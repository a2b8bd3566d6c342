"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ResultsConfig(AppConfig):
    name = "attain.apps.results"
    label = "results"

    def ready(self) -> None:
        from attain.apps.results.queries import actuals
        from attain.apps.results.tasks import add_kinds
        from attain.apps.targets.api import actuals_from

        add_kinds()
        actuals_from(actuals)
        add(Entry("menu.runs", "player-play", "runs:list", "run:read", 60))
