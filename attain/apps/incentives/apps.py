"""The app as Django knows it."""

from django.apps import AppConfig


class IncentivesConfig(AppConfig):
    name = "attain.apps.incentives"
    label = "incentives"
