"""The addresses of the app."""

from django.urls import path

from attain.apps.targets import draft_views, save_views, sheet_views, views

app_name = "targets"
urlpatterns = [
    path("targets/", views.grid, name="grid"),
    path("targets/save/", views.saved, name="save"),
    path("targets/cell/", save_views.cell, name="cell"),
    path("targets/spread/", draft_views.spread, name="spread"),
    path("targets/copy/", draft_views.copy, name="copy"),
    path("targets/drafts/<int:draft>/", draft_views.draft, name="draft"),
    path("targets/drafts/<int:draft>/discard/", draft_views.discard, name="discard"),
    path("targets/import/", sheet_views.brought, name="import"),
    path("targets/export/", sheet_views.exported, name="export"),
    path("targets/clients/", sheet_views.clients, name="clients"),
    path("targets/saves/", save_views.saves, name="saves"),
    path("targets/saves/<int:save>/", save_views.one_save, name="one_save"),
    path("targets/saves/<int:save>/undo/", save_views.undo, name="undo"),
]
