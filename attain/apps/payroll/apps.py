"""The app as Django knows it."""

from django.apps import AppConfig


class PayrollConfig(AppConfig):
    name = "attain.apps.payroll"
    label = "payroll"
