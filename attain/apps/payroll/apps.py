"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class PayrollConfig(AppConfig):
    name = "attain.apps.payroll"
    label = "payroll"

    def ready(self) -> None:
        from attain.apps.approvals import api as approvals
        from attain.apps.ledger import api as ledger
        from attain.apps.payroll import contracts, giving_back, handovers, holds, tasks, telling

        kinds = (
            (contracts.RELEASE, "payroll:propose", "payroll:release", handovers.release, telling.release),
            (contracts.BACK, "payroll:send", "payroll:release", giving_back.give_back, telling.back),
            (contracts.HOLD, "hold:propose", "hold:approve", holds.apply, telling.hold),
            (contracts.LET_GO, "hold:propose", "hold:approve", holds.apply_release, telling.hold),
        )
        works = {contracts.RELEASE: tasks.RELEASE, contracts.BACK: tasks.BACK}
        for name, may_propose, may_approve, apply, told in kinds:
            part = contracts.HOLD if name == contracts.LET_GO else name
            approvals.add(
                approvals.Kind(
                    name,
                    f"payroll.kind.{name}",
                    may_propose,
                    may_approve,
                    apply,
                    f"payroll/proposal_{part}.html",
                    told,
                    summary=telling.summary,
                    may_approve=holds.may_approve,
                    work=works.get(name, ""),
                )
            )
        tasks.add_kinds()
        ledger.after_post(holds.after_post)
        ledger.add_notices(telling.notices)
        add(Entry("menu.payroll", "cash", "payroll:home", "payroll:read", 63))
