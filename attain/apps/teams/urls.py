"""The addresses of the app."""

from django.urls import path

from attain.apps.teams import unit_views, views

app_name = "teams"
urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/ranking/", views.ranks, name="ranking"),
    path("units/", unit_views.units, name="units"),
    path("units/why/", unit_views.why, name="why"),
]
