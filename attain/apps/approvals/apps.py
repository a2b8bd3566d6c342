"""The app as Django knows it."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "attain.apps.approvals"
    label = "approvals"
