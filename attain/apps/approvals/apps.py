"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ApprovalsConfig(AppConfig):
    name = "attain.apps.approvals"
    label = "approvals"

    def ready(self) -> None:
        from attain.apps.approvals.kinds import known
        from attain.shell.audit.telling import say_by

        say_by("proposal", "kind", lambda name: {each.name: each.title for each in known()}.get(name, ""))
        add(Entry("menu.approvals", "checklist", "approvals:list", "approval:read", 70, phone=True))
