"""The app as Django knows it."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "attain.apps.house"
    label = "house"
