"""The app as Django knows it."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    name = "attain.apps.scorecards"
    label = "scorecards"
