"""The app as Django knows it."""

from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    name = "attain.apps.acceptance"
    label = "acceptance"

    def ready(self) -> None:
        from attain.apps.acceptance import actions
        from attain.apps.people import api as people

        people.after_erasing(actions.forget)
