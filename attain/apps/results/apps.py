"""The app as Django knows it."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "attain.apps.results"
    label = "results"
