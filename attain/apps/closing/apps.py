"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ClosingConfig(AppConfig):
    name = "attain.apps.closing"
    label = "closing"

    def ready(self) -> None:
        from attain.apps.approvals import api as approvals
        from attain.apps.closing import actions, group_views, queries, reviews, verifying, views
        from attain.apps.results import api as results

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
                may_approve=actions.may_approve,
            )
        )
        approvals.add(
            approvals.Kind(
                reviews.GROUP,
                "closing.group.kind",
                "closing:send",
                "closing:review",
                reviews.keep,
                "closing/group_proposal.html",
                group_views.told,
                summary=group_views.summary,
                may_approve=reviews.may_approve,
            )
        )
        verifying.add_kind()
        results.after_run(reviews.after_run)
        add(Entry("menu.closing", "lock", "closing:board", "closing:read", 61))
