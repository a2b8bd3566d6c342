"""The lint's findings about a published rulebook, made once a process: it takes a second."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from attain.apps.results import api as results
from attain.rulebook.bundle import from_bundle
from attain.rulebook.lint import Finding, lint


def findings_of(bundle: str) -> Mapping[str, tuple[Finding, ...]]:
    """KPI → its findings, accepted ones too; of earlier values nothing is asked (`attain check` does)."""
    return _findings(str(results.store().place.path("")), bundle)


@lru_cache(maxsize=4)
def _findings(place: str, bundle: str) -> Mapping[str, tuple[Finding, ...]]:
    loaded = from_bundle(results.store().place.read(f"bundles/{bundle}.json"))
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in lint(loaded):
        found[finding.name].append(finding)
    return {name: tuple(own) for name, own in found.items()}
