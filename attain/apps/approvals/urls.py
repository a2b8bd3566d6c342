"""The addresses of approvals."""

from django.urls import path

from attain.apps.approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals/", views.listed, name="list"),
    path("approvals/<int:proposal>/", views.one, name="one"),
    path("approvals/<int:proposal>/decide/", views.decide, name="decide"),
]
