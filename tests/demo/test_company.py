"""The whole company: its size, its seasons, its people of every kind, and no real person in it."""

import re
from collections import Counter, defaultdict

import pytest

SCRIPTS = {
    "zh": r"[一-鿿]{2,4}",
    "ja": r"[一-鿿ぁ-んァ-ヶ々]+ [一-鿿ぁ-んァ-ヶ々]+",
    "ru": r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+",
    "es": r"[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+( [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+){2}",
    "en": r"[A-Z][a-z]+ [A-Z][a-z]+",
}

OFFICE = {
    "sales_administrator",
    "information_officer",
    "brand_manager",
    "purchasing_manager",
    "trade_marketing_manager",
    "project_manager",
}


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))


SALES = """
    SELECT coalesce(c.person_id, ''), o.ordered_on[:7],
           sum(replace(o.amount, '.', '')::BIGINT * coalesce(replace(c.share, '%', '')::BIGINT, 100)) // 100
    FROM order_lines o LEFT JOIN coverage c ON c.client_id = o.client_id
         AND coalesce(o.original_ordered_on, o.ordered_on) >= c."from"
         AND coalesce(o.original_ordered_on, o.ordered_on) < coalesce(c."to", '2100-01-01')
    GROUP BY ALL
"""

LATE = """
    SELECT c.unit_id[:6], sum((o.delivered_on > o.promised_on)::BIGINT) * 1000 // count(*)
    FROM order_lines o JOIN clients c USING (client_id) WHERE o.delivered_on IS NOT NULL GROUP BY ALL
"""

VISITED = """
    SELECT employee_id, planned_on[:7], sum((done = 'true')::BIGINT) * 1000 // count(*)
    FROM visit_plans GROUP BY ALL
"""


@pytest.fixture(scope="module")
def sales(whole):
    """(person, month) → cents by coverage on the day of the order; person "" where nobody has the client."""
    return {(person, month): int(amount) for person, month, amount in whole.query(SALES)}


@pytest.fixture(scope="module")
def attainment(whole, sales):
    """(person, month) → permille of the sales target."""
    targets = {
        (row["subject_id"], row["period"]): int(row["value"]) * 100
        for row in whole.rows("targets")
        if (row["subject_kind"], row["name"], row["group"]) == ("person", "sales_amount", "")
    }
    return {key: sales[key] * 1000 // target for key, target in targets.items() if key in sales}


@pytest.fixture(scope="module")
def months(whole):
    return [month for (month,) in whole.query("SELECT DISTINCT ordered_on[:7] FROM order_lines ORDER BY 1")]


def of(whole, persona: str) -> tuple[str, ...]:
    return whole.files.personas[persona]


def mean(values) -> int:
    values = list(values)
    return sum(values) // len(values)


def share(rows, wanted) -> int:
    """Permille of rows for which `wanted` holds."""
    rows = list(rows)
    return 1000 * sum(map(bool, map(wanted, rows))) // len(rows)


def test_its_size_is_as_promised(whole, months):
    posts = Counter(row["post"] for row in {r["person_id"]: r for r in whole.rows("assignments")}.values())
    assert posts["account_manager"] == 100
    assert sum(count for post, count in posts.items() if post in OFFICE) == 12
    assert Counter(row["kind"] for row in whole.rows("units")) == {"company": 1, "branch": 5, "team": 10}
    assert len(whole.rows("clients")) == 20000
    assert (months[0], months[-1], len(months)) == ("2025-05", "2026-10", 18)
    assert sum(map(len, whole.files.personas.values())) == 100


def test_names_are_in_the_five_languages(whole):
    found = Counter()
    for row in whole.rows("people"):
        assert re.fullmatch(SCRIPTS[row["language"]], row["name"]), row
        found[row["language"]] += 1
    assert all(found[language] >= 20 for language in SCRIPTS)
    names = [row["name"] for row in whole.rows("people")]
    assert len(names) == len(set(names))


def test_nobody_real_can_be_written_to_or_called(whole):
    people, clients = whole.rows("people"), whole.rows("clients")
    assert all(re.fullmatch(r"e\d{3}@example\.com", row["email"]) for row in people)
    assert all(row["phone"].startswith("+999 ") for row in people + clients)
    assert all(re.search("demo|демо|演示|デモ", row["name"]) for row in clients)
    assert len({row["name"] for row in clients}) == len(clients)


def test_clients_come_in_classes_and_market_types_and_change_hands(whole):
    clients = whole.rows("clients")
    assert {row["class"] for row in clients} == {"A", "B", "C"}
    assert {row["market_type"] for row in clients} == {"city", "town", "village"}
    handed = Counter(row["client_id"] for row in whole.rows("coverage"))
    assert sum(count > 1 for count in handed.values()) > 1000


def test_sales_have_seasons_and_grow(sales, months):
    by_month = Counter()
    for (_, month), amount in sales.items():
        by_month[month] += amount
    assert by_month["2026-01"] == max(by_month.values())
    assert by_month["2026-02"] == min(by_month.values())
    for month in ("05", "06", "07", "08", "09", "10"):
        assert by_month[f"2026-{month}"] > by_month[f"2025-{month}"]


def test_most_reach_the_threshold_and_few_excel(whole, attainment, months):
    last = [attainment[row["person_id"], months[-1]] for row in managers(whole)]
    assert share(last, lambda permille: permille >= 800) >= 850
    assert 400 <= share(last, lambda permille: permille >= 1000) <= 750
    assert 20 <= share(last, lambda permille: permille >= 1150) <= 200


def test_the_strong_sell_more_than_the_weak(whole, attainment, months):
    last = {p: mean(attainment[one, months[-1]] for one in of(whole, p)) for p in ("strong", "weak")}
    assert last["strong"] > 1080
    assert last["weak"] < 860


def test_the_fading_started_above_the_plan_and_end_below(whole, attainment, months):
    for person in of(whole, "fading"):
        first = mean(attainment[person, month] for month in months[:3])
        last = mean(attainment[person, month] for month in months[-3:])
        assert first > 1050
        assert last < first - 200


def test_the_complacent_sell_well_and_do_less_and_less(whole, attainment, months):
    done = {(person, month): permille for person, month, permille in whole.query(VISITED)}
    for person in of(whole, "complacent"):
        assert mean(attainment[person, month] for month in months[-3:]) > 1000
        first = mean(done[person, month] for month in months[:3])
        assert mean(done[person, month] for month in months[-3:]) < first - 200


def test_the_new_joined_two_months_ago_and_took_over_colleagues_clients(whole, months):
    people = {row["person_id"]: row for row in whole.rows("people")}
    coverage = whole.rows("coverage")
    for person in of(whole, "new"):
        assert people[person]["joined_on"] == f"{months[-2]}-01"
        own = {r["client_id"] for r in coverage if r["person_id"] == person}
        before = {r["client_id"] for r in coverage if r["client_id"] in own and r["to"] == f"{months[-2]}-01"}
        assert len(before) > len(own) * 8 // 10


def test_the_unsure_call_shortly_and_with_less_effect(whole):
    calls, unsure = whole.rows("calls"), set(of(whole, "unsure"))
    mine = [row for row in calls if row["employee_id"] in unsure]
    others = [row for row in calls if row["employee_id"] not in unsure]
    assert mean(cents(r["minutes"]) for r in mine) < mean(cents(r["minutes"]) for r in others) * 8 // 10
    assert share(mine, effective) < share(others, effective) - 100


def test_the_dissatisfied_stay_away_from_overtime(whole):
    months, dissatisfied = whole.rows("staff_months"), set(of(whole, "dissatisfied"))
    hours = [cents(row["overtime"]) for row in months if row["employee_id"] in dissatisfied]
    others = [cents(row["overtime"]) for row in months if row["employee_id"] not in dissatisfied]
    assert mean(hours) < mean(others) * 3 // 4


def test_the_leaver_left_in_the_last_month_and_some_clients_stay_uncredited(whole, sales, months):
    (leaver,) = of(whole, "leaver")
    people = {row["person_id"]: row for row in whole.rows("people")}
    left = people[leaver]["left_on"]
    assert left == f"{months[-1]}-16"
    rows = whole.rows("coverage")
    own = {row["client_id"] for row in rows if row["person_id"] == leaver}
    taken = {row["client_id"] for row in rows if row["client_id"] in own and row["from"] >= left}
    assert 0 < len(own - taken) < len(taken)
    assert sales["", months[-1]] > 0


def test_one_moved_to_the_other_team_in_the_last_month(whole, months):
    (mover,) = of(whole, "mover")
    spells = [row for row in whole.rows("assignments") if row["person_id"] == mover]
    first, second = sorted(spells, key=lambda row: row["from"])
    assert first["unit_id"] != second["unit_id"]
    assert first["to"] == second["from"] == f"{months[-1]}-11"
    lines = [row for row in whole.rows("reporting") if row["person_id"] == mover]
    assert len({row["manager_id"] for row in lines}) == 2


def test_one_serious_case_closes_one_gate(whole, months):
    (offender,) = of(whole, "offender")
    serious = [row for row in whole.rows("conduct_cases") if row["severity"] == "serious"]
    assert [(row["employee_id"], row["happened_on"][:7]) for row in serious] == [(offender, months[-1])]


def test_some_clients_are_shared_sixty_to_forty(whole):
    shared = Counter(row["share"] for row in whole.rows("coverage"))
    assert shared["60%"] == shared["40%"] > 10


def test_one_branch_ships_late_and_answers_late(whole):
    answers = defaultdict(list)
    unit = {row["person_id"]: row["unit_id"][:6] for row in whole.rows("assignments")}
    for row in whole.rows("front_requests"):
        answers[unit[row["asker_id"]]].append(
            bool(row["answered_on"]) and row["answered_on"] <= row["due_on"]
        )
    shipped = dict(whole.query(LATE))
    answered = {name: share(rows, lambda in_time: in_time) for name, rows in answers.items()}
    slow = "ADD-ES"
    assert shipped.pop(slow) > 3 * max(shipped.values())
    assert answered.pop(slow) < min(answered.values()) - 150


def test_at_the_end_some_promises_and_complaints_are_still_open(whole, months):
    promises = [r for r in whole.rows("promises") if r["due_on"][:7] == months[-1]]
    complaints = [r for r in whole.rows("complaints") if r["received_on"][:7] == months[-1]]
    assert 0 < share(promises, lambda row: not row["done_on"]) < 400
    assert 0 < share(complaints, lambda row: row["settled"] == "false") < 600


def effective(row) -> bool:
    return row["effective"] == "true"


def managers(whole) -> list[dict[str, str]]:
    """Account managers' assignments that are still open at the end of the last month."""
    found = [row for row in whole.rows("assignments") if row["post"] == "account_manager"]
    return [row for row in found if not row["to"]]
