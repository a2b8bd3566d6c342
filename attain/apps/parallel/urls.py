"""The addresses of parallel."""

from django.urls import URLPattern

app_name = "parallel"
urlpatterns: list[URLPattern] = []
