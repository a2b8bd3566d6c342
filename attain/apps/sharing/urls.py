"""The addresses of sharing."""

from django.urls import path

from attain.apps.sharing import list_views, own_views, views

app_name = "sharing"
urlpatterns = [
    path("pools/", list_views.listed, name="pools"),
    path("pools/<str:period>/<str:pool>/<str:unit>/", views.pool, name="pool"),
    path("people/<str:key>/pool/<str:component>/", own_views.part, name="part"),
]
