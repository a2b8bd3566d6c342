"""The addresses of the app."""

from django.urls import path

from attain.apps.clients import change_views, choosing_views, handover_views, views

app_name = "clients"
urlpatterns = [
    path("clients/", views.listed, name="list"),
    path("clients/of/<str:client>/", views.one, name="one"),
    path("clients/of/<str:client>/change/", change_views.change, name="change"),
    path("clients/hand-over/", choosing_views.begin, name="hand_over"),
    path("clients/hand-over/<int:draft>/", handover_views.draft, name="draft"),
    path("clients/hand-overs/", choosing_views.listed, name="handovers"),
]
