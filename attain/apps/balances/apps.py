"""The app as Django knows it."""

from django.apps import AppConfig


class BalancesConfig(AppConfig):
    name = "attain.apps.balances"
    label = "balances"
