"""A table that replaces a standard one is told itself, not the standard rules that miss its columns."""

from attain.rulebook.load import load

FACT = """\
fact: visits
grain: one visit
columns: {visit_id: text, client_id: client, visited_on: date%s}
key: [visit_id]
date: visited_on
client: client_id
"""
STANDARD = """\
measure: visits_made
from: 2026-01-01
of: visits
value: count()
---
measure: visit_minutes
from: 2026-01-01
of: visits
value: sum(minutes)
---
measure: long_visits
from: 2026-01-01
of: visits
where: minutes > 20
value: count()
"""


def loaded(folder, own: str):
    library, company = folder / "standard", folder / "company"
    library.mkdir()
    company.mkdir()
    (library / "visits.yaml").write_text(f"{FACT % ', minutes: integer'}---\n{STANDARD}", encoding="utf-8")
    rulebook = "rulebook: R\ncurrency: EUR\ninclude: standard\n"
    (company / "rulebook.yaml").write_text(f"{rulebook}---\n{own}", encoding="utf-8")
    return load(company, library)


def test_standard_rules_that_miss_columns_are_told_once_at_the_companys_table(tmp_path):
    (fault,) = [f for f in loaded(tmp_path, FACT % "").faults if f.severity == "error"]
    assert (fault.id, fault.line) == ("fault.rulebook.replaced_table", 7)
    assert fault.file.endswith("company/rulebook.yaml")
    assert fault.values == {"table": "visits", "columns": "minutes", "rules": "long_visits, visit_minutes"}


def test_a_table_that_takes_the_columns_over_fits(tmp_path):
    found = loaded(tmp_path, FACT % ", minutes: integer, mood: text?").faults
    assert [f for f in found if f.severity == "error"] == []
