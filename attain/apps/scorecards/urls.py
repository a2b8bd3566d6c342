"""The addresses of the app."""

from django.urls import path

from attain.apps.scorecards import views

app_name = "scorecards"
urlpatterns = [
    path("scorecard/", views.mine, name="mine"),
    path("people/<str:key>/scorecard/", views.person, name="person"),
    path("people/<str:key>/scorecard/<str:card>/story/", views.told, name="story"),
]
