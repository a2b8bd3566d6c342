"""The app as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "attain.apps.people"
    label = "people"

    def ready(self) -> None:
        from attain.apps.house.api import follow
        from attain.apps.people import actions, queries
        from attain.shell.menu import Entry, add
        from attain.shell.users.directory import DIRECTORY

        DIRECTORY.people, DIRECTORY.units = queries.person_names, queries.unit_titles
        follow(actions.COPIES, actions.follower)
        add(Entry("menu.organisation", "sitemap", "people:organisation", "organisation:read", 50))
