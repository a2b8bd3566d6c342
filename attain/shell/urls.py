"""The shell's own addresses."""

from django.urls import path

from attain.shell import components, views

app_name = "shell"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("more/", views.more, name="more"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/demo/", views.sign_in_demo, name="sign_in_demo"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("components/", components.components, name="components"),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
]
