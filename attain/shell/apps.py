"""The shell as a Django app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "attain.shell"
    label = "shell"

    def ready(self) -> None:
        from attain.shell.menu import Entry, add

        add(Entry("menu.users", "users", "shell:users", "user:manage", 90, phone=True))
        add(Entry("menu.audit", "history", "shell:audit", "audit:read", 91, phone=True))
        from attain.shell import (
            checks,  # noqa: F401 - registers the checks of start-up
            connecting,  # noqa: F401 - says how connections begin
        )
        from attain.shell.signing_in import trail  # noqa: F401 - writes what happens while signing in
