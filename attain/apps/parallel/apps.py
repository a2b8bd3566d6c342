"""The app as Django knows it."""

from django.apps import AppConfig


class ParallelConfig(AppConfig):
    name = "attain.apps.parallel"
    label = "parallel"
