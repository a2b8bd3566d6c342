"""The app as Django knows it."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "attain.apps.clients"
    label = "clients"
