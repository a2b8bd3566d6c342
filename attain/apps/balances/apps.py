"""The app as Django knows it."""

from django.apps import AppConfig


class BalancesConfig(AppConfig):
    name = "attain.apps.balances"
    label = "balances"

    def ready(self) -> None:
        from attain.apps.approvals import api as approvals
        from attain.apps.balances import deciding, showing

        approvals.add(
            approvals.Kind(
                deciding.BALANCE,
                "balances.kind",
                "balance:decide",
                "balance:approve",
                deciding.apply,
                "balances/proposal.html",
                showing.context,
                summary=showing.summary,
                may_approve=deciding.may_approve,
                undo=deciding.undo,
                dropped=deciding.dropped,
            )
        )
