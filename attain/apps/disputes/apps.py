"""The app as Django knows it."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "attain.apps.disputes"
    label = "disputes"

    def ready(self) -> None:
        from attain.apps.adjusting import api as adjusting
        from attain.apps.disputes import actions, forgetting
        from attain.apps.people import api as people
        from attain.shell.audit.telling import say_by

        say_by("dispute", "kind", lambda kind: f"disputes.kind.{kind}")
        say_by("dispute", "state", lambda state: f"disputes.state.{state}")
        adjusting.after(actions.followed)
        people.after_erasing(forgetting.forget)
