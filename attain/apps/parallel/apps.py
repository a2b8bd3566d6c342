"""The app as Django knows it."""

from django.apps import AppConfig


class ParallelConfig(AppConfig):
    name = "attain.apps.parallel"
    label = "parallel"

    def ready(self) -> None:
        from attain.apps.parallel import forgetting
        from attain.apps.people import api as people

        people.after_erasing(forgetting.forget)
