"""Any measure of any company: what the engine makes of it is what plain Python makes of it, fact by fact."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attain.engine.measures.aggregate import Request, measured
from attain.engine.measures.relations import organise
from attain.engine.measures.rows import SHARE, Behind, rows_query
from attain.engine.measures.selection import Question
from attain.engine.period import Window
from attain.engine.store.engine import DuckEngine
from tests.measures.company import CALENDAR, PPM, SCHEMA, Company, measure
from tests.measures.drawn import LAST_DAY, busy_companies
from tests.measures.oracle import Oracle
from tests.measures.pieces import HAVING, LINEAR, OVERALL, WHERE, Fact, half_up

PERIOD = CALENDAR.period("2026-10")
WINDOWS = {
    "month": date(2026, 10, 1),
    "quarter to date": date(2026, 10, 1),
    "last 40 days": date(2026, 9, 22),
    "last 2 months": date(2026, 9, 1),
    "to date": date(1900, 1, 1),
}
PER = ("client", "product_id", "seller_id", "client.class", "is_return")
BY = ([], [], [], ["product.group"], ["client.class", "is_return"])

CREDIT = {
    "on": ["", "", "", "paid_on"],
    "owner": ["then", "then", "period_end", "sold_on"],
    "through": ["", "", "fact", "product", "group"],
    "role": ["", "", "", "opener"],
    "shares": ["split", "split", "full"],
}
credits = st.fixed_dictionaries({key: st.sampled_from(ways) for key, ways in CREDIT.items()})


@st.composite
def measures(draw):
    """Some measures, of which several look at the same facts in the same way."""
    alike = draw(credits), draw(st.sampled_from([*WINDOWS]))
    return [_measure(draw, number, alike if number % 2 else None) for number in range(6)]


def _measure(draw, number, alike):
    credit, window = alike or (draw(credits), draw(st.sampled_from([*WINDOWS])))
    said = {"credit": credit, "window": window, "by": draw(st.sampled_from(BY))}
    if where := draw(st.sampled_from(["", "", "", *WHERE])):
        said["where"] = where
    per = draw(st.sampled_from(["", "", "event", "event", *PER]))
    values = [*LINEAR] if per == "event" else [*LINEAR, *OVERALL]
    if per:
        said["per"] = per
    if per in PER and (having := draw(st.sampled_from([*HAVING]))):
        said["having"] = having
    return measure(measure=f"m{number}", value=draw(st.sampled_from(values)), **said)


class Asked:
    """One measure of a company, worked out fact by fact."""

    def __init__(self, rows, asked):
        self.rows, self.asked, self.credit = rows, asked, asked.credit
        self.oracle = Oracle(rows, self.credit.through or "coverage", self.credit.role)
        self.given = [*self._given()]

    def _given(self):
        """Each fact with its share by subject, and what part of it nobody is given."""
        since = next(day for window, day in WINDOWS.items() if Window.parse(window) == self.asked.window)
        where = WHERE[self.asked.where.text if self.asked.where else ""]
        for row in self.rows.get("sales", []):
            on = row[self.credit.on or "ordered_on"]
            if on is None or not since <= on <= LAST_DAY:
                continue
            fact = self._fact(row, on)
            if where(fact):
                days = self._days(row, on)
                yield fact, self.oracle.given(row, *days), self.oracle.lacks(row, *days)

    def _fact(self, row, on):
        def found(table, column):
            return next((each for each in self.rows[table] if each[column] == row[column]), {})

        named = self.oracle.spell(row["seller_id"], on) if row["seller_id"] else None
        beside = {"client": found("clients", "client_id"), "product": found("products", "product_id")}
        return Fact(row, {**beside, "employee": named or {}}, PERIOD)

    def _days(self, row, on):
        """On which ownership is looked up, and on which its owner must hold a post."""
        if self.credit.owner == "period_end":
            return LAST_DAY, LAST_DAY
        return row["sold_on"] or on, on  # of returns by the table, of `owner: sold_on` by the measure

    def subjects(self):
        return {subject for _, shares, _ in self.given for subject in shares}

    def groups(self, subject):
        """Values of `by` that the subject has facts of."""
        return (
            {self._by(fact) for fact, shares, _ in self.given if subject in shares} if self.asked.by else {}
        )

    def _by(self, fact):
        told = {None: "-", True: "true", False: "false"}
        return "|".join(told.get(fact[path], fact[path]) for path in self.asked.by)

    def kept(self, subject, group=""):
        """The subject's facts with its share of each, by `per`: those of groups that pass `having`."""
        found, per = defaultdict(list), {"client": "client_id"}.get(self.asked.per, self.asked.per)
        for fact, shares, _ in self.given:
            if subject in shares and (not group or self._by(fact) == group):
                key = fact[per] if per not in ("", "event") else ""
                found[key].append((fact, shares[subject]))
        found.pop(None, None)
        having = HAVING[self.asked.having.text if self.asked.having else ""]
        return {key: pairs for key, pairs in found.items() if having([fact for fact, _ in pairs])}

    def behind(self, subject, group=""):
        return [pair for pairs in self.kept(subject, group).values() for pair in pairs]

    def events(self, subject, worth):
        pairs = self.behind(subject)
        return {fact.key: half_up(self.part(fact, share), worth.decimals) for fact, share in pairs}

    def value(self, subject, worth, group=""):
        kept, value = self.kept(subject, group), self.asked.value.text
        pairs = self.behind(subject, group)
        if value in OVERALL:
            found = OVERALL[value]([fact for fact, _ in pairs])
        elif value == "count()" and self.asked.per not in ("", "event"):
            found = Fraction(len(kept))
        else:
            found = sum((self.part(fact, share) for fact, share in pairs), Fraction(0))
        return found if found is None or isinstance(found, date) else half_up(found, worth.decimals)

    def part(self, fact, share):
        """What a fact brings to a sum."""
        return LINEAR[self.asked.value.text](fact) * (
            1 if self.credit.shares == "full" else Fraction(share, PPM)
        )

    def lacking(self, worth):
        found = defaultdict(lambda: [0, Fraction(0), Fraction(0)])
        for fact, _, lacks in self.given:
            for reason, missing in lacks.items():
                if missing:
                    sums = found[fact["client.unit_id"] or "", reason]
                    value = LINEAR[self.asked.value.text](fact) if worth.additive else 0
                    for at, more in enumerate((1, Fraction(missing, PPM), value * Fraction(missing, PPM))):
                        sums[at] += more
        return {
            key: (facts, share, half_up(value, worth.decimals) if worth.additive else None)
            for key, (facts, share, value) in found.items()
        }


@pytest.fixture(scope="module")
def engine():
    with DuckEngine(threads=1) as found:
        yield found


def loaded(engine, rows):
    Company(dict(rows), engine).load()
    return organise(engine)


def told(value):
    return value if value is None or isinstance(value, date) else Fraction(value)


def lacking(figures, name):
    rows = [row for row in figures.lacking if row.measure == name]
    return {(row.unit, row.reason): (row.facts, told(row.share), told(row.value)) for row in rows}


def source_rows(engine, question, subject):
    """Key and share of each row behind a number."""
    found = engine.query(rows_query(question, Behind(*subject)))
    at = [engine.columns().index(name) for name in ("order_id", "line", SHARE)]
    return sorted((f"{row[at[0]]}|{row[at[1]]}", row[at[2]]) for row in found)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=busy_companies(), asked=measures(), some=st.randoms())
def test_every_value_and_the_rows_behind_it_are_what_they_come_to_fact_by_fact(engine, rows, asked, some):
    traits = loaded(engine, rows)
    figures = measured(engine, [Request(each, PERIOD) for each in asked], SCHEMA, CALENDAR, traits)
    everybody = {(key.level, key.subject, key.spell) for key, _ in figures}
    for each in asked:
        name, plain, question = (
            each.measure,
            Asked(rows, each),
            Question(each, PERIOD, SCHEMA, CALENDAR, traits),
        )
        column, worth = figures.column(name, PERIOD.key), figures.worth(name, PERIOD.key)
        assert lacking(figures, name) == plain.lacking(worth), each
        for subject in everybody | plain.subjects():
            for group in {"", *figures.groups(name, *subject, PERIOD.key), *plain.groups(subject)}:
                found = told(column.at(*subject, group))
                assert found == plain.value(subject, worth, group), (each, subject, group)
            if each.per == "event" and subject[0] == "person":
                events = figures.events(name, *subject[1:], PERIOD.key)
                assert {event.key: told(event.value) for event in events} == plain.events(subject, worth), (
                    each
                )
        for subject in some.sample(sorted(plain.subjects()), min(3, len(plain.subjects()))):
            behind = sorted((fact.key, share) for fact, share in plain.behind(subject))
            assert source_rows(engine, question, subject) == behind, (each, subject)
