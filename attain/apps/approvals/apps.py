"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ApprovalsConfig(AppConfig):
    name = "attain.apps.approvals"
    label = "approvals"

    def ready(self) -> None:
        add(Entry("menu.approvals", "checklist", "approvals:list", "approval:read", 70, phone=True))
