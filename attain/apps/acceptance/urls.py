"""The addresses of acceptance."""

from django.urls import path

from attain.apps.acceptance import overview_views, views

app_name = "acceptance"
urlpatterns = [
    path("my-plan/", views.mine, name="mine"),
    path("my-plan/accept/", views.accept, name="accept"),
    path("my-plan/ask/", views.ask, name="ask"),
    path("acceptance/", overview_views.overview, name="overview"),
    path("acceptance/questions/<int:question>/", overview_views.answer, name="answer"),
    path("people/<str:key>/accepted-plans/", views.person, name="person"),
]
