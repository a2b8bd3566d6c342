"""The addresses of balances."""

from django.urls import URLPattern

app_name = "balances"
urlpatterns: list[URLPattern] = []
