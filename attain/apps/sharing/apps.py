"""The app as Django knows it."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "attain.apps.sharing"
    label = "sharing"

    def ready(self) -> None:
        from attain.apps.approvals import api as approvals
        from attain.apps.sharing import actions, queries, views

        approvals.add(
            approvals.Kind(
                queries.SHARING,
                "sharing.kind",
                "sharing:share",
                "sharing:approve",
                actions.apply,
                "sharing/proposal.html",
                views.proposal_told,
                summary=queries.summary,
                may_approve=actions.may_approve,
            )
        )
