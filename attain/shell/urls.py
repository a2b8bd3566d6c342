"""The shell's own addresses."""

from django.urls import path

from attain.shell import components, views
from attain.shell.audit import views as audit
from attain.shell.signing_in import views as signing_in
from attain.shell.users import views as users

app_name = "shell"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("more/", views.more, name="more"),
    path("sign-in/demo/", signing_in.sign_in_demo, name="sign_in_demo"),
    path("account/", signing_in.account, name="account"),
    path("audit/", audit.trail, name="audit"),
    path("users/", users.users, name="users"),
    path("users/new/", users.new_user, name="new_user"),
    path("users/<int:user>/", users.user, name="user"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("components/", components.components, name="components"),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
]
