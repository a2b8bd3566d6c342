"""The addresses of balances."""

from django.urls import path

from attain.apps.balances import views

app_name = "balances"
urlpatterns = [
    path("leaving/", views.leave, name="leaving"),
    path("people/<str:key>/balances/", views.person, name="person"),
    path("people/<str:key>/balances/decide/", views.decide, name="decide"),
]
