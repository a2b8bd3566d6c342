"""Companies as Hypothesis draws them: people who move, clients and products that change hands, shares."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.measures.company import OPEN, PPM

PEOPLE, CLIENTS, UNITS = "abcde", "KLM", ("C", "N", "S")
FIRST = date(2026, 8, 20)
LAST_DAY = date(2026, 10, 31)

days = st.integers(0, 90).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def spans(draw, count):
    """`count` spans that follow each other, perhaps with gaps; some are empty and left out."""
    cuts = sorted(draw(st.lists(days, min_size=2 * count, max_size=2 * count)))
    if draw(st.booleans()):
        cuts[0], cuts[-1] = date(2026, 1, 1), OPEN
    return [(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=True) if start < end]


@st.composite
def companies(draw):
    rows = defaultdict(list)
    for unit, parent in (("C", None), ("N", "C"), ("S", "N")):
        rows["units"].append({"unit_id": unit, "parent_id": parent})
    for person in PEOPLE:
        for start, end in draw(spans(2)):
            unit = draw(st.sampled_from(UNITS))
            rows["assignments"].append({"person_id": person, "unit_id": unit, "from": start, "to": end})
        _led(draw, rows["reporting"], person, spans(2))
    for client in CLIENTS:
        _covered(draw, rows["coverage"], {"client_id": client, "role": ""}, spans(2))
    for number in range(draw(st.integers(0, 12))):
        _sell(draw, rows, number)
    _credited(draw, rows["credits"])
    return dict(rows)


@st.composite
def busy_companies(draw):
    """One where most facts find an owner and meet others of their day; with all ways of credit."""
    rows = defaultdict(list)
    for unit, parent in (("C", None), ("N", "C"), ("S", "C")):
        rows["units"].append({"unit_id": unit, "parent_id": parent})
    for person in PEOPLE:
        for start, end in draw(turns):
            held = {
                "unit_id": draw(st.sampled_from("NS")),
                "market_type": draw(st.sampled_from(["city", None])),
            }
            rows["assignments"].append({"person_id": person, "from": start, "to": end, **held})
        _led(draw, rows["reporting"], person, turns)
    for client in CLIENTS:
        unit, kind = draw(st.sampled_from(["N", "S", None])), draw(st.sampled_from(["A", "B", None]))
        rows["clients"].append({"client_id": client, "unit_id": unit, "class": kind})
        for role in ("", "opener"):
            _covered(draw, rows["coverage"], {"client_id": client, "role": role}, turns)
    for product in "pq":
        group = draw(st.sampled_from(["tea", "nuts", None]))
        rows["products"].append({"product_id": product, "group": group, "focus": draw(st.booleans())})
    for scope, key in (("product", "p"), ("product", "q"), ("group", "tea"), ("group", "nuts")):
        _covered(draw, rows["product_coverage"], {"scope": scope, "key": key}, turns)
    when = st.sampled_from([draw(days), *(date(2026, 10, draw(st.integers(1, 31))) for _ in range(3))])
    for number in range(draw(st.integers(6, 14))):
        _sell(draw, rows, number, CLIENTS, when)
        rows["sales"][-1] |= {"paid_on": draw(st.none() | when), "is_return": draw(st.booleans())}
    if draw(st.booleans()):
        _credited(draw, rows["credits"])
    return dict(rows)


@st.composite
def _turns(draw):
    """Always there, or with a change on some day, perhaps after a gap."""
    cuts = sorted(draw(st.lists(days, max_size=2)))
    first = [(date(2026, 1, 1), cuts[0] if cuts else OPEN)]
    return first + ([(cuts[-1], OPEN)] if cuts else [])


turns = _turns()


def _led(draw, rows, person, when):
    """Whoever is not the first has leaders among those before, each in a span that `when` draws."""
    for start, end in draw(when) if person != PEOPLE[0] else ():
        above = draw(st.sampled_from(PEOPLE[: PEOPLE.index(person)]))
        rows.append({"person_id": person, "manager_id": above, "from": start, "to": end})


def _credited(draw, rows):
    """Up to two sales that are credited by name."""
    for number in draw(st.sets(st.integers(0, 11), max_size=2)):
        for person, share in _parts(draw):
            key = {"fact": "sales", "fact_key": f"O{number}|1", "role": ""}
            rows.append({**key, "person_id": person, "share": share})


def _covered(draw, rows, what, when):
    for start, end in draw(when):
        for person, share in _parts(draw):
            rows.append({**what, "person_id": person, "share": share, "from": start, "to": end})


def _parts(draw):
    """One or two people with shares of at most 100 % together."""
    people = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True))
    first = draw(st.sampled_from([PPM, 600_000, 333_333, 1]))
    second = draw(st.sampled_from([PPM - first, (PPM - first) // 2])) if first < PPM else 0
    return [(who, share) for who, share in zip(people, (first, second), strict=False) if share]


def _sell(draw, rows, number, clients=(*CLIENTS, "X"), when=days):
    rows["sales"].append(
        {
            "order_id": f"O{number}",
            "line": 1,
            "client_id": draw(st.sampled_from(clients)),
            "product_id": draw(st.sampled_from("pq")),
            "seller_id": draw(st.none() | st.sampled_from(PEOPLE)),
            "ordered_on": draw(when),
            "sold_on": draw(st.none() | when),
            "quantity": draw(st.integers(-2, 5)),
            "amount": draw(st.integers(-10_000, 100_000)),
            "is_return": False,
        }
    )
