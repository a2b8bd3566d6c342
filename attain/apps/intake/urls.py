"""The addresses of facts: brought in, put right, judged, looked back at."""

from django.urls import path
from django.views.generic import RedirectView

from attain.apps.intake import quality_views, quarantine_views, snapshot_views, undo_views, wizard
from attain.shell.permissions import permits

app_name = "facts"
urlpatterns = [
    path("facts/", quality_views.board, name="quality"),
    path("facts/measure/", quality_views.measure, name="measure"),
    path("facts/load/", wizard.load, name="load"),
    path("facts/load/<int:incoming>/reading/", wizard.reading, name="reading"),
    path("facts/load/<int:incoming>/columns/", wizard.columns, name="columns"),
    path("facts/load/<int:incoming>/check/", wizard.check, name="check"),
    path("facts/load/<int:incoming>/done/", wizard.done, name="done"),
    path("facts/load/<int:incoming>/again/", wizard.again, name="again"),
    path("facts/uploads/<int:upload>/remove/", wizard.remove, name="remove"),
    path("facts/quarantine/", quarantine_views.listed, name="quarantine"),
    path("facts/quarantine/<str:source>/", quarantine_views.waiting, name="waiting"),
    path("facts/quarantine/<str:source>/repair/", quarantine_views.repair, name="repair"),
    path("facts/quarantine/<str:source>/file/", quarantine_views.original, name="original"),
    path("facts/loads/<str:load>/take-back/", undo_views.take_back, name="take_back"),
    path("facts/snapshots/", snapshot_views.listed, name="snapshots"),
    path("facts/snapshots/<str:first>/<str:second>/", snapshot_views.compare, name="compare"),
    path("runs/load/", permits("fact:load")(RedirectView.as_view(pattern_name="facts:load")), name="earlier"),
]
