"""The addresses of the app."""

from django.urls import path

from attain.apps.results import views

app_name = "results"
urlpatterns = [
    path("explain/<str:kind>/<str:subject>/<str:node>/", views.explain, name="explain"),
    path("explain/<str:kind>/<str:subject>/<str:node>/rows/<str:measure>/", views.rows, name="rows"),
]
