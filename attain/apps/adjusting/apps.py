"""The app as Django knows it."""

from django.apps import AppConfig


class AdjustingConfig(AppConfig):
    name = "attain.apps.adjusting"
    label = "adjusting"

    def ready(self) -> None:
        from attain.apps.adjusting import copying, forgetting, proposing
        from attain.apps.adjusting.showing import context
        from attain.apps.approvals import api as approvals
        from attain.apps.house.api import follow
        from attain.apps.people import api as people

        approvals.add(
            approvals.Kind(
                proposing.ADJUSTMENT,
                "adjusting.kind",
                "adjustment:propose",
                ("adjustment:approve", "adjustment:confirm"),
                proposing.apply,
                "adjusting/proposal.html",
                context,
                summary=proposing.summary,
                may_approve=proposing.may_approve,
                undo=proposing.undo,
                steps=("adjusting.step.approve", "adjusting.step.confirm"),
                dropped=proposing.dropped,
                moved=proposing.moved,
            )
        )
        people.after_erasing(forgetting.forget)
        follow((copying.TABLE,), copying.follower)
