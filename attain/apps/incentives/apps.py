"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class IncentivesConfig(AppConfig):
    name = "attain.apps.incentives"
    label = "incentives"

    def ready(self) -> None:
        add(Entry("menu.pay", "report-money", "incentives:mine", "statement:read", 20, phone=True, own=True))
