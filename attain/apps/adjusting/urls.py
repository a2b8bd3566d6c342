"""The addresses of adjusting."""

from django.urls import URLPattern

app_name = "adjusting"
urlpatterns: list[URLPattern] = []
