"""The addresses of payroll."""

from django.urls import path

from attain.apps.payroll import hold_views, layout_views, paid_views, proposing_views, views

app_name = "payroll"
urlpatterns = [
    path("payroll/", views.home, name="home"),
    path("payroll/propose/", proposing_views.propose, name="propose"),
    path("payroll/layouts/", layout_views.layouts, name="layouts"),
    path("payroll/layouts/import/", layout_views.brought, name="import"),
    path("payroll/layouts/<slug:name>/", layout_views.editor, name="layout"),
    path("payroll/layouts/<slug:name>/yaml/", layout_views.as_yaml, name="yaml"),
    path("payroll/numbers/", layout_views.numbers, name="numbers"),
    path("payroll/holds/", hold_views.listed, name="holds"),
    path("payroll/holds/new/", hold_views.new, name="hold"),
    path("payroll/holds/<int:hold>/release/", hold_views.release, name="let_go"),
    path("payroll/paid/<int:file>/", paid_views.one, name="paid"),
    path("payroll/paid/<int:file>/post/", paid_views.post, name="post_paid"),
    path("payroll/<str:period>/<int:number>/", views.one, name="one"),
    path("payroll/<str:period>/<int:number>/file/", views.file, name="file"),
    path("payroll/<str:period>/<int:number>/control/", views.control, name="control"),
    path("payroll/<str:period>/<int:number>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("payroll/<str:period>/<int:number>/back/", views.back, name="back"),
    path("payroll/<str:period>/<int:number>/paid/", paid_views.bring, name="bring"),
]
