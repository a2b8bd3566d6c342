"""The addresses of changes of the rulebook: written, tried, proposed, compared."""

from django.urls import path

from attain.apps.rulebook import beside_views, edit_views, preview_views, proposal_views

app_name = "rule_changes"
urlpatterns = [
    path("rulebook/proposals/", proposal_views.listed, name="list"),
    path("rulebook/proposals/new/", proposal_views.new, name="new"),
    path("rulebook/proposals/upload/", proposal_views.upload, name="upload"),
    path("rulebook/proposals/<int:proposal>/", edit_views.draft, name="draft"),
    path("rulebook/proposals/<int:proposal>/patch/", proposal_views.patch, name="patch"),
    path("rulebook/propose/<str:kind>/<str:name>/", edit_views.start, name="start"),
    path("rulebook/preview/<str:digest>/<str:period>/", preview_views.preview, name="preview"),
    path("rulebook/whatif/", beside_views.choose, name="whatif"),
    path("rulebook/whatif/<int:work>/", beside_views.beside, name="beside"),
]
