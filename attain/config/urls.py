"""The addresses of all apps."""

from django.urls import include, path

from attain.web.api import INTERFACE

urlpatterns = [
    path("", include("attain.shell.urls")),
    path("", include("attain.shell.signing_in.urls")),
    path("", include("attain.shell.work.urls")),
    path("", include("attain.shell.api.urls")),
    path("api/v1/", INTERFACE.addresses),
    path("", include("attain.web.urls")),
    path("", include("attain.apps.approvals.urls")),
    path("", include("attain.apps.people.urls")),
    path("", include("attain.apps.targets.urls")),
    path("", include("attain.apps.clients.urls")),
    path("", include("attain.apps.intake.urls")),
    path("", include("attain.apps.teams.urls")),
    path("", include("attain.apps.kpis.urls")),
    path("", include("attain.apps.scorecards.urls")),
    path("", include("attain.apps.adjusting.urls")),
    path("", include("attain.apps.balances.urls")),
    path("", include("attain.apps.sharing.urls")),
    path("", include("attain.apps.acceptance.urls")),
    path("", include("attain.apps.disputes.urls")),
    path("", include("attain.apps.payroll.urls")),
    path("", include("attain.apps.boards.urls")),
    path("", include("attain.apps.parallel.urls")),
    path("", include("attain.apps.closing.urls")),
    path("", include("attain.apps.ledger.urls")),
    path("", include("attain.apps.incentives.urls")),
    path("", include("attain.apps.rulebook.urls")),
    path("", include("attain.apps.rulebook.proposal_urls")),
    path("", include("attain.apps.results.urls")),
    path("", include("attain.apps.results.run_urls")),
]

handler403 = "attain.shell.problems.forbidden"
handler404 = "attain.shell.problems.not_there"
handler500 = "attain.shell.problems.broken"
