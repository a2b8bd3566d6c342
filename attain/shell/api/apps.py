"""The API as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "attain.shell.api"
    label = "api"

    def ready(self) -> None:
        from attain.shell.api import checks  # noqa: F401 - registers the checks of start-up
