"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class LedgerConfig(AppConfig):
    name = "attain.apps.ledger"
    label = "ledger"

    def ready(self) -> None:
        add(Entry("menu.ledger", "notebook", "ledger:periods", "ledger:read", 62, also=("/ledger/",)))
