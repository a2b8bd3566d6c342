"""The addresses of parallel."""

from django.urls import path

from attain.apps.parallel import views

app_name = "parallel"
urlpatterns = [
    path("parallel/", views.periods, name="periods"),
    path("parallel/columns/<int:upload>/", views.choose, name="columns"),
    path("parallel/<str:period>/", views.one, name="one"),
    path("parallel/<str:period>/file/", views.bring, name="bring"),
    path("parallel/<str:period>/name/", views.name, name="name"),
    path("parallel/<str:period>/sign/", views.sign, name="sign"),
]
