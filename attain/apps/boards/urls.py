"""The addresses of boards."""

from django.urls import path

from attain.apps.boards import accrual_views, cost_views, known_views, performance_views

app_name = "boards"
urlpatterns = [
    path("boards/", cost_views.cost, name="cost"),
    path("boards/budgets/", cost_views.budget, name="budget"),
    path("boards/performance/", performance_views.performance, name="performance"),
    path("boards/spread/", performance_views.spread, name="spread"),
    path("boards/accrual/", accrual_views.report, name="accrual"),
    path("boards/known/", known_views.units, name="known"),
    path("people/<str:key>/statement/known/", known_views.person, name="person_known"),
]
