"""The addresses of the app."""

from django.urls import path

from attain.apps.kpis import views

app_name = "kpis"
urlpatterns = [
    path("kpis/", views.kpis, name="kpis"),
    path("kpis/<str:key>/", views.kpi, name="kpi"),
    path("kpis/<str:key>/findings/", views.findings, name="findings"),
    path("kpis/<str:key>/sql/<str:measure>/", views.sql, name="sql"),
]
