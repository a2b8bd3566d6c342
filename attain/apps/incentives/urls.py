"""The addresses of the app."""

from django.urls import path

from attain.apps.incentives import change_views, views

app_name = "incentives"
urlpatterns = [
    path("statement/", views.mine, name="mine"),
    path("people/<str:key>/statement/", views.statement, name="statement"),
    path("people/<str:key>/statement/change/", change_views.change, name="change"),
    path("people/<str:key>/statement/<str:form>/", views.statement_file, name="file"),
    path("people/<str:key>/estimate/", views.estimate, name="estimate"),
]
