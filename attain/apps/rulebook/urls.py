"""The addresses of the app."""

from django.urls import path

from attain.apps.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("rulebook/", views.documents, name="documents"),
]
