"""The pages about the API: its description for people, and one's own tokens."""

from django.urls import path

from attain.shell.api import views

app_name = "tokens"
urlpatterns = [
    path("api/docs/", views.docs, name="docs"),
    path("account/tokens/", views.tokens_page, name="list"),
    path("account/tokens/<int:token>/revoke/", views.revoked, name="revoke"),
]
