"""Columns looked up in a second and a third file: filled in, checked, loaded as the command line does."""

import pytest

from attain.engine.facts import Mapping as FileMapping
from attain.runs.mapping_files import save_mapping
from attain.runs.workplace import Workplace
from tests.web.test_intake import brought, known, loaded, mapped, orders, own  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

LINES = "Doc,No,Article,Pieces,Sum,Costs\nD1,1,{product},2,30.00,9.00\nD2,1,{product},1,15.00,4.00\n"
HEADS = "Doc,Code,Day\nD1,17,2031-10-05\nD2,18,2031-10-06\n"
CODES = "Code,Client\n17,{first}\n18,{second}\n"


@pytest.fixture
def three(tmp_path, known):  # noqa: F811
    """Lines, their orders, and whose the orders' codes are."""
    first, second, product = known
    texts = {
        "codes.csv": CODES.format(first=first, second=second),
        "heads.csv": HEADS,
        "lines.csv": LINES.format(product=product),
    }
    paths = []
    for name, text in texts.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


FIELDS = {
    "c-order_id": "Doc",
    "c-line_no": "No",
    "c-client_id": "Client",
    "c-product_id": "Article",
    "c-ordered_on": "Day",
    "c-quantity": "Pieces",
    "c-amount": "Sum",
    "c-cost": "Costs",
}


def test_a_third_file_is_looked_up_by_what_the_second_brings(signed_in, own, three):  # noqa: F811
    client, before = signed_in("operations"), set(orders())
    incoming = brought(client, *three)
    page = f"/facts/load/{incoming.pk}/columns/"
    client.get(f"{page}?into=order_lines")
    reply = client.post(page, {"do": "apply", "join_file-0": "heads.csv"})
    first, further = reply.context["joins"]
    assert (first.on, first.columns, first.there) == ("Doc", "Code, Day", "Doc, Code, Day")
    assert further.file == ""
    joined = {"join_file-0": "heads.csv", "join_on-0": first.on, "join_columns-0": first.columns}
    reply = client.post(page, {"do": "apply", **joined, "join_file-1": "codes.csv"})
    assert [(each.file, each.on, each.columns) for each in reply.context["joins"]] == [
        ("heads.csv", "Doc", "Code, Day"),
        ("codes.csv", "Code", "Client"),
    ]
    assert ("Client", "codes.csv") in reply.context["sources"]
    second = {"join_file-1": "codes.csv", "join_on-1": "Code", "join_columns-1": "Client"}
    mapped(client, incoming, **FIELDS, **joined, **second)
    done = loaded(client, incoming, remember="1", name="shop_lines", pattern="lines*.csv")
    assert (done.report["rows_loaded"], len(set(orders()) - before)) == (2, 2)
    place = Workplace.open(own / "rulebook", own / "store")
    (source,) = place.sources([three[-1]])
    assert place.load(source).repeated  # the command line reads both joins from the mapping kept


def test_a_remembered_mapping_keeps_all_its_joins(signed_in, own, three):  # noqa: F811
    """Opened and applied again it is the same one, with what it states of how a joined file is written."""
    joins = [
        {"file": "heads.csv", "on": "Doc", "columns": ["Code", "Day"], "separator": ","},
        {"file": "codes.csv", "on": {"Code": "Code"}, "columns": ["Client"]},
    ]
    columns = {name.removeprefix("c-"): source for name, source in FIELDS.items()}
    given = {"mapping": "shop", "into": "order_lines", "columns": columns, "join": joins}
    save_mapping(own / "rulebook", FileMapping.model_validate(given), three[-1])
    client = signed_in("operations")
    incoming = brought(client, *three)
    page = f"/facts/load/{incoming.pk}/columns/"
    shown = client.get(f"{page}?into=shop").context["joins"]
    typed = {}
    for each in shown:
        for name in ("file", "on", "columns"):
            typed[f"join_{name}-{each.number}"] = getattr(each, name)
    assert client.post(page, {"do": "apply", **FIELDS, **typed}).status_code == 200
    incoming.refresh_from_db()
    assert incoming.mapping["join"] == joins
    assert incoming.into == "shop"
