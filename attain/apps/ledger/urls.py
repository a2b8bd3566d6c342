"""The addresses of the ledger."""

from django.urls import path

from attain.apps.ledger import views

app_name = "ledger"
urlpatterns = [
    path("ledger/", views.periods, name="periods"),
    path("ledger/entries/", views.entries, name="entries"),
    path("ledger/<str:period>/", views.one, name="period"),
    path("people/<str:key>/ledger/", views.person, name="person"),
]
