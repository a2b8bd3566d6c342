"""The addresses of the app. Those of changes stand in `proposal_urls`."""

from django.urls import path, register_converter

from attain.apps.rulebook import begin_views, check_views, version_views, views
from attain.apps.rulebook.contracts import KINDS


class KindConverter:
    """A kind of document, so that other addresses below rulebook/ are not taken for one."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KindConverter, "rule_kind")

app_name = "rulebook"
urlpatterns = [
    path("rulebook/", views.start, name="start"),
    path("rulebook/begin/", begin_views.start, name="begin"),
    path("rulebook/mine/", views.mine, name="mine"),
    path("rulebook/documents/", views.documents, name="documents"),
    path("rulebook/export/", views.export, name="export"),
    path("rulebook/versions/", version_views.versions, name="versions"),
    path("rulebook/versions/compare/", version_views.differ, name="differ"),
    path("rulebook/versions/<str:hash>/export/", version_views.bundle, name="bundle"),
    path("rulebook/check/", check_views.check, name="check"),
    path("rulebook/check/start/", check_views.start, name="check_start"),
    path("rulebook/<rule_kind:kind>/<str:name>/", views.document, name="document"),
    path("rulebook/<rule_kind:kind>/<str:name>/cases/", views.trials, name="trials"),
    path("rulebook/<rule_kind:kind>/<str:name>/compare/", views.compare, name="compare"),
    path("rulebook/<rule_kind:kind>/<str:name>/yaml/", views.text, name="text"),
]
