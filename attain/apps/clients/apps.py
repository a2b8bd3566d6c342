"""The app as Django knows it."""

from django.apps import AppConfig

from attain.shell.menu import Entry, add


class ClientsConfig(AppConfig):
    name = "attain.apps.clients"
    label = "clients"

    def ready(self) -> None:
        from attain.apps.clients.copying import follower
        from attain.apps.clients.handing import add_kind
        from attain.apps.clients.tasks import add_kinds
        from attain.apps.house.api import follow

        add_kind()
        add_kinds()
        follow(("clients", "coverage"), follower)
        add(Entry("menu.clients", "building-store", "clients:list", "client:read", 35, phone=True))
