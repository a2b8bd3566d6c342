"""The addresses of disputes."""

from django.urls import path

from attain.apps.disputes import raising_views, views

app_name = "disputes"
urlpatterns = [
    path("disputes/", views.listed, name="list"),
    path("disputes/new/", raising_views.new, name="new"),
    path("disputes/<int:dispute>/", views.one, name="one"),
    path("disputes/<int:dispute>/do/", views.do, name="do"),
    path("disputes/<int:dispute>/attached/<int:attachment>/", views.attached, name="attached"),
]
