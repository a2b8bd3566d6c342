"""Versions of the whole rulebook: which runs used which, and what changed between two."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from attain.apps.rulebook.comparing import differences
from attain.apps.rulebook.queries import bundle as bundle_of
from attain.apps.rulebook.queries import now, published, version
from attain.apps.rulebook.texts import archive
from attain.apps.rulebook.views import framed, of_sound_rules
from attain.engine.faults import Faulty
from attain.rulebook.bundle import files_of
from attain.shell.permissions import permits


@permits("rulebook:read")
@require_GET
@of_sound_rules
def versions(request: HttpRequest) -> HttpResponseBase:
    """The version in force, and those that runs used."""
    given = framed(request, "versions")
    return render(request, "rulebook/versions.html", {**given, "versions": published()})


@permits("rulebook:read")
@require_GET
@of_sound_rules
def differ(request: HttpRequest) -> HttpResponseBase:
    """Two versions: which documents came, went or say something else, sentence by sentence."""
    given, current, known = framed(request, "versions"), now().hash, published()
    first = known[1].hash if len(known) > 1 else current
    wanted = [request.GET.get("before", "") or first, request.GET.get("after", "") or current]
    try:
        before, after = (version(each) for each in wanted)
    except Faulty as error:
        raise Http404 from error
    found = differences(before, after, request.wording)
    given |= {
        "before": before[1].hash,
        "after": after[1].hash,
        "current": current,
        "versions": known,
        "differences": found,
    }
    return render(request, "rulebook/differ.html", given)


@permits("rulebook:export")
@require_GET
@of_sound_rules
def bundle(request: HttpRequest, hash: str) -> HttpResponse:
    """The files of a version as an archive."""
    try:
        found = bundle_of(hash)
    except Faulty as error:
        raise Http404 from error
    answer = HttpResponse(archive(files_of(found.content)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="rulebook-{found.hash[:12]}.zip"'
    return answer
