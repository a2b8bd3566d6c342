"""The app as Django knows it."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "attain.apps.boards"
    label = "boards"
