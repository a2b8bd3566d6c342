"""The addresses of adjusting."""

from django.urls import path

from attain.apps.adjusting import views

app_name = "adjusting"
urlpatterns = [
    path("adjustments/", views.listed, name="list"),
    path("adjustments/new/", views.new, name="new"),
    path("adjustments/attached/<int:attachment>/", views.attached, name="attached"),
]
