"""The shell as a Django app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "attain.shell"
    label = "shell"

    def ready(self) -> None:
        from attain.shell import checks  # noqa: F401 - registers the checks of start-up
