"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ResultsConfig(AppConfig):
    name = "attain.apps.results"
    label = "results"

    def ready(self) -> None:
        from attain.apps.results.tasks import add_kinds

        add_kinds()
        add(Entry("menu.runs", "player-play", "runs:list", "run:read", 60))
