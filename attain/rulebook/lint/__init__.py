"""The KPI lint: seven demands that a KPI must meet before people are paid on it. One file a demand.

findings = lint(loaded)              # or lint(loaded, past), with what was computed before
open_ = [f for f in findings if not f.waived]
"""

from attain.rulebook.lint.linting import lint
from attain.rulebook.lint.subject import Finding, Past, PastValue

__all__ = ["Finding", "Past", "PastValue", "lint"]
