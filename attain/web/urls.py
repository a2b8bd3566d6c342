"""Where people begin."""

from django.urls import path

from attain.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("home/at-plan/", views.at_plan, name="at_plan"),
]
