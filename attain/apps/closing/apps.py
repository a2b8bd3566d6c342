"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ClosingConfig(AppConfig):
    name = "attain.apps.closing"
    label = "closing"

    def ready(self) -> None:
        from attain.apps.approvals import api as approvals
        from attain.apps.closing import actions, queries, views

        approvals.add(
            approvals.Kind(
                queries.CLOSE,
                "closing.kind",
                "closing:propose",
                "closing:approve",
                actions.close,
                "closing/proposal.html",
                views.told,
                summary=lambda proposal, wording: wording.period(proposal.about),
            )
        )
        add(Entry("menu.closing", "lock", "closing:board", "closing:read", 61))
