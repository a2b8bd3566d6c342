"""The addresses of runs: computed, compared, handed on."""

from django.urls import path

from attain.apps.results import run_views, run_work

app_name = "runs"
urlpatterns = [
    path("runs/", run_views.listed, name="list"),
    path("runs/start/", run_work.start, name="start"),
    path("runs/compare/", run_work.compare, name="compare"),
    path("runs/compare/<int:work>/", run_views.comparison, name="comparison"),
    path("runs/<str:run>/", run_views.one, name="one"),
    path("runs/<str:run>/export/", run_work.export, name="export"),
]
