"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.zones import company_by


class HouseConfig(AppConfig):
    name = "attain.apps.house"
    label = "house"

    def ready(self) -> None:
        from attain.apps.house.zone import time_zone

        company_by(time_zone)
