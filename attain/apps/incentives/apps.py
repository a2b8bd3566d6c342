"""The app as Django knows it, and its line of the menu."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class IncentivesConfig(AppConfig):
    name = "attain.apps.incentives"
    label = "incentives"

    def ready(self) -> None:
        from attain.apps.incentives import comparing
        from attain.apps.results import api as results
        from attain.shell.work import kinds

        kinds.add(comparing.KIND)
        results.after_run(comparing.after_run)
        add(
            Entry(
                "menu.pay",
                "report-money",
                "incentives:mine",
                "statement:read",
                20,
                phone=True,
                own=True,
                also=("/estimate/", "/balances/", "/pool/", "/my-plan/", "/disputes/new/"),
            )
        )
