"""The addresses of the app."""

from django.urls import path

from attain.apps.people import change_views, person_views, unit_views

app_name = "people"
urlpatterns = [
    path("organisation/", unit_views.tree, name="organisation"),
    path("organisation/suggest/", unit_views.suggest, name="suggest"),
    path("organisation/new-person/", change_views.new_person, name="new_person"),
    path("organisation/new-unit/", change_views.new_unit, name="new_unit"),
    path("organisation/changes/", change_views.changes, name="changes"),
    path("organisation/changes/<int:change>/", change_views.change, name="change"),
    path("organisation/changes/<int:change>/undo/", change_views.undo, name="undo"),
    path("organisation/units/<str:unit>/", unit_views.unit, name="unit"),
    path("organisation/units/<str:unit>/change/", change_views.unit, name="change_unit"),
    path("people/", person_views.people_list, name="people"),
    path("people/<str:key>/", person_views.one, name="person"),
    path("people/<str:key>/move/", change_views.move, name="move"),
    path("people/<str:key>/leave/", change_views.leave, name="leave"),
    path("people/<str:key>/manager/", change_views.manager, name="manager"),
    path("people/<str:key>/reports/", change_views.reports, name="reports"),
    path("people/<str:key>/correct/", change_views.correct, name="correct"),
]
