"""The addresses of background work."""

from django.urls import path

from attain.shell.work import views

app_name = "work"
urlpatterns = [
    path("work/", views.listed, name="list"),
    path("work/<int:work>/", views.one, name="one"),
    path("work/<int:work>/progress/", views.progress, name="progress"),
    path("work/<int:work>/cancel/", views.cancelled, name="cancel"),
    path("work/<int:work>/retry/", views.retried, name="retry"),
    path("work/<int:work>/file/<str:name>", views.file, name="file"),
]
