"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ScorecardsConfig(AppConfig):
    name = "attain.apps.scorecards"
    label = "scorecards"

    def ready(self) -> None:
        add(Entry("menu.scorecard", "target", "scorecards:mine", "scorecard:read", 10, phone=True, own=True))
