"""The addresses of closing."""

from django.urls import path

from attain.apps.closing import group_views, verify_views, views

app_name = "closing"
urlpatterns = [
    path("closing/", views.board, name="board"),
    path("closing/verified/", verify_views.verified, name="verified"),
    path("closing/verified/again/", verify_views.verify, name="verify"),
    path("closing/<str:period>/", views.period, name="period"),
    path("closing/<str:period>/groups/", views.groups, name="groups"),
    path("closing/<str:period>/carry/", views.carry, name="carry"),
    path("closing/<str:period>/groups/<str:post>/", group_views.group, name="group"),
]
