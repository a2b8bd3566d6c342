"""The addresses of closing."""

from django.urls import path

from attain.apps.closing import views

app_name = "closing"
urlpatterns = [
    path("closing/", views.board, name="board"),
    path("closing/<str:period>/", views.period, name="period"),
]
