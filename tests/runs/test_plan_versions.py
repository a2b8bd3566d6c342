"""What makes a plan: its documents on a day, hashed alike in every rulebook, told with one's figures."""

from datetime import date
from pathlib import Path

from attain.rulebook.load import load
from attain.runs.plan_versions import digests, told, versions
from attain.wording import Wording

RULES = """\
rulebook: mini
currency: EUR
---
fact: order_lines
grain: an order
columns: {order_id: text, client_id: client, ordered_on: date, amount: money}
key: [order_id]
date: ordered_on
client: client_id
---
measure: sales
from: 2026-01-01
of: order_lines
value: sum(amount)
---
param: wage
title: {en: Wage}
from: 2026-01-01
unit: money
by: [class]
values: [{value: 1000}, {class: senior, value: 1500}]
---
plan: pay
title: {en: Pay}
post: seller
from: 2026-01-01
components:
  - {component: salary, shape: amount, amount: wage}
  - {component: part, shape: share, pool: pot, by: head}
---
pool: pot
from: 2026-01-01
amount: sales * 1%
"""
LATER = """\
---
param: wage
title: {en: Wage}
from: 2026-06-01
unit: money
by: [class]
values: [{value: 1100}, {class: senior, value: 1500}]
"""
TITLED = RULES.replace("title: {en: Pay}", "title: {en: What we pay}")
POOLED = RULES.replace("sales * 1%", "sales * 2%")
END = date(2100, 1, 1)


def found(tmp_path: Path, text: str, day: date = date(2026, 3, 1), until: date = END):
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    loaded = load(tmp_path)
    return loaded, versions(loaded.rules, digests(loaded), "seller", day, until)


def test_a_plan_is_its_document_with_pools_and_the_figures_it_names(tmp_path):
    _, (only,) = found(tmp_path, RULES)
    assert (only.plan, only.since) == ("pay", date(2026, 1, 1))
    assert [each[:2] for each in only.documents] == [("plan", "pay"), ("pool", "pot"), ("param", "wage")]


def test_a_later_figure_makes_a_later_version_and_leaves_the_first_as_it_was(tmp_path):
    _, (first,) = found(tmp_path, RULES)
    loaded, (now, then) = found(tmp_path, RULES + LATER)
    assert now.digest == first.digest
    assert (then.since, then.digest != now.digest) == (date(2026, 6, 1), True)
    _, (alone,) = found(tmp_path, RULES + LATER, until=date(2026, 6, 1))
    assert alone == now
    _, (later,) = found(tmp_path, RULES + LATER, day=date(2026, 7, 1))
    assert later.digest == then.digest
    wording = Wording("en", currency="EUR")
    lines = told(now, loaded.rules, wording, now.since, {"class": "senior"})[0].lines
    assert any("€1,500" in text for text, *_ in lines)
    lines = told(then, loaded.rules, wording, then.since, {"class": "junior"})[0].lines
    assert any("€1,100" in text for text, *_ in lines)


def test_a_title_is_no_change_and_a_pool_is_one(tmp_path):
    _, (first,) = found(tmp_path, RULES)
    _, (titled,) = found(tmp_path, TITLED)
    _, (pooled,) = found(tmp_path, POOLED)
    assert titled.digest == first.digest
    assert pooled.digest != first.digest


def test_nobody_is_asked_about_the_plan_of_another_post(tmp_path):
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    loaded = load(tmp_path)
    assert versions(loaded.rules, digests(loaded), "driver", date(2026, 3, 1), END) == []
