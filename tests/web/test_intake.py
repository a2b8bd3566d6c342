"""Facts brought by the wizard: every kind of dirt, its reasons told, put right, all landed."""

import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from attain.apps.house import api as house
from attain.apps.intake.models import Brought, Correction, Incoming
from attain.apps.intake.quarantine import groups, opened
from attain.engine.store import DuckEngine, waiting
from attain.runs.mapping_files import mapping_from, save_mapping
from attain.runs.workplace import Source, Workplace
from attain.shell.audit.entries import AuditEntry
from attain.shell.work.models import State, Work
from attain.shell.work.performing import performed
from tests.web import dirt

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(company, settings, tmp_path):
    """A house of the test's own: the company's rulebook and facts, without its runs."""
    shutil.copytree(company / "store", tmp_path / "store", ignore=shutil.ignore_patterns("runs", "figures"))
    shutil.copytree(company / "rulebook", tmp_path / "rulebook")
    settings.ATTAIN_STORE, settings.ATTAIN_RULEBOOK = tmp_path / "store", tmp_path / "rulebook"
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def known(own):
    """A client, another one, and a product that there are."""
    snapshot, tables = house.store().snapshot(), house.rules_now().tables
    with DuckEngine() as engine:
        clients = engine.query(f"SELECT client_id FROM ({snapshot.relation(tables['clients'])}) ORDER BY 1")
        products = engine.query(
            f"SELECT product_id FROM ({snapshot.relation(tables['products'])}) ORDER BY 1"
        )
    return clients[0][0], clients[1][0], products[0][0]


def brought(client, *paths: Path) -> Incoming:
    """The last file, after it was uploaded with the others."""
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    answer = client.post("/facts/load/", {"files": files})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Incoming.objects.latest("pk")


def worked(answer) -> Work:
    """The work that a page led to, after the worker had its turn."""
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    work = Work.objects.get(pk=int(answer.headers["Location"].strip("/").rpartition("/")[2]))
    performed(work.pk, work.task)
    work.refresh_from_db()
    assert work.state == State.DONE, work.faults
    return work


def mapped(client, incoming: Incoming, **fields: str) -> str:
    """The check page, after the guessed columns were accepted."""
    page = client.get(f"/facts/load/{incoming.pk}/columns/")
    incoming.refresh_from_db()
    typed = {f"c-{name}": source for name, source in incoming.mapping["columns"].items()}
    assert page.status_code == 200
    answer = client.post(f"/facts/load/{incoming.pk}/columns/", {**typed, **fields, "do": "check"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return client.get(answer.headers["Location"]).content.decode()


def orders() -> list[tuple]:
    """The order lines of October 2031, without where they came from."""
    snapshot, tables = house.store().snapshot(), house.rules_now().tables
    table = tables["order_lines"]
    columns = ", ".join(f'"{name}"' for name in table.columns)
    with DuckEngine() as engine:
        return engine.query(
            f"SELECT {columns} FROM ({snapshot.relation(table)}) WHERE ordered_on >= DATE '2031-10-01' "
            "OR ordered_on = DATE '2031-09-30' ORDER BY ALL"
        )


def loaded(client, incoming: Incoming, **fields: str) -> Incoming:
    worked(client.post(f"/facts/load/{incoming.pk}/check/", fields))
    incoming.refresh_from_db()
    return incoming


REPAIRS = {
    ("day that is none", "Order date"): "2031-09-30",  # written as the file writes days
    ("day written otherwise", "Order date"): "07/10/2031",
    ("decimal comma", "Net amount"): "99.90",
    ("product almost right", "Item"): "{product}",
    ("amount that is missing", "Net amount"): "45.00",
    ("words for a number", "Qty"): "2",
    ("looks like a formula", "Net amount"): "80.00",
    ("neither yes nor no", "Return?"): "no",
}


@pytest.mark.data
def test_a_spreadsheet_with_twelve_kinds_of_dirt_is_loaded_repaired_and_lands(signed_in, own, known):
    one, other, product = known
    client = signed_in("operations")
    incoming = brought(client, dirt.spreadsheet(own / "orders-2031-10.xlsx", one, other, product))
    assert "dd/mm/yyyy" in client.get(f"/facts/load/{incoming.pk}/reading/").content.decode()
    page = mapped(client, incoming)
    assert "same key as another row" in page
    incoming = loaded(client, incoming, remember="1", name="shop_orders", pattern="orders-*.xlsx")
    assert (incoming.report["rows_read"], incoming.report["rows_loaded"]) == (16, 4)

    source = opened(incoming.source)
    told = {row: {cell.fault.removeprefix("fault.") for cell in cells} for row, cells in source.rows.items()}
    assert told == {dirt.number(row): {reason} for row, reason in dirt.WAITS.items()}
    sums = next(group for group in groups(source) if group.sums)
    assert sums.rows == [dirt.number("sums below")]

    page = client.get(f"/facts/quarantine/{incoming.source}/")
    assert page.status_code == 200
    assert f'data-value="{product}"' in page.content.decode()  # the nearest known product is suggested
    fields = {f"out-{sums.number}": "1", "reason": "as on the paper orders"}
    columns = list(source.cells.columns)
    for (row, column), value in REPAIRS.items():
        written = value.format(product=product)
        fields[f"cell-{dirt.number(row)}-{columns.index(column)}"] = written
    unknown = next(group for group in groups(source) if group.fault == "fault.unknown_client")
    fields[f"all-{unknown.number}"] = other
    fields[f"out-row-{dirt.number('and once more')}"] = "1"
    work = worked(client.post(f"/facts/quarantine/{incoming.source}/repair/", fields))
    assert work.outcome["values"]["quarantined"] == 0
    assert work.outcome["values"]["left_out"] == 2
    assert waiting(house.store().snapshot()) == []
    assert not Correction.objects.exists()
    assert not list((own / "files" / "facts").iterdir())  # settled: the upload is gone
    repaired = orders()
    assert len(repaired) == 14
    assert {row[0] for row in repaired} == {f"D-{number}" for number in range(1, 15)}
    place = Workplace.open(own / "rulebook", own / "store")
    clean = dirt.clean(own / "clean.csv", one, other, product)
    (way,) = [each for each in place.loaded.mappings if each.mapping == "shop_orders"]
    report = place.load(Source(clean, way))  # a clean file brings nothing that is not there by the repairs
    assert (report.rows_loaded, report.corrected, report.unchanged) == (0, 0, 14)


@pytest.mark.data
def test_what_the_wizard_brings_is_what_the_command_line_brings(signed_in, own, known, tmp_path):
    client = signed_in("operations")
    clean = dirt.clean(own / "orders-2031-10.csv", *known)
    incoming = brought(client, clean)
    mapped(client, incoming)
    incoming = loaded(client, incoming, remember="1", name="shop_orders", pattern="orders-*.csv")
    assert incoming.report["quarantined"] == 0
    by_web = orders()
    snapshot = house.store().snapshot()
    assert (own / "rulebook" / "mappings" / "shop_orders.yaml").exists()
    place = Workplace.open(own / "rulebook", own / "store")
    (source,) = place.sources([clean])
    report = place.load(source)
    assert report.repeated  # the same file by the same mapping: to the byte the same source
    assert (report.load_id, report.unchanged) == (incoming.report["load"], 14)
    assert house.store().snapshot().id == snapshot.id
    assert orders() == by_web


def test_a_file_of_a_remembered_kind_needs_one_click(signed_in, own, known):
    told = {
        "into": "order_lines",
        "file": "orders-*.csv",
        "columns": {
            "order_id": "Order No",
            "line_no": "Line",
            "client_id": "Customer",
            "product_id": "Item",
            "ordered_on": "Order date",
            "quantity": "Qty",
            "amount": "Net amount",
            "cost": "Cost",
        },
    }
    save_mapping(own / "rulebook", mapping_from({"mapping": "shop_orders", **told}))
    client = signed_in("operations")
    file = dirt.clean(own / "orders-2031-10.csv", *known)
    answer = client.post("/facts/load/", {"files": [SimpleUploadedFile(file.name, file.read_bytes())]})
    incoming = Incoming.objects.get()
    assert answer.headers["Location"] == f"/facts/load/{incoming.pk}/check/"
    assert "shop_orders" in client.get(answer.headers["Location"]).content.decode()
    assert loaded(client, incoming).report["rows_loaded"] == 14
    done = client.get(f"/facts/load/{incoming.pk}/done/").content.decode()
    assert "Every row has landed." in done


def test_people_brought_by_the_wizard_are_found_on_the_pages_at_once(signed_in, own):
    from attain.apps.people import api as people

    client = signed_in("operations")
    file = own / "people.csv"
    file.write_text("person_id,given_name,family_name\nP9001,Nina,Neu\n", encoding="utf-8")
    incoming = brought(client, file)
    assert incoming.table == "people"
    loaded(client, incoming)
    assert people.person("P9001").family_name == "Neu"
    assert "Neu" not in "".join(AuditEntry.objects.values_list("after", flat=True))


def test_who_brought_a_load_stands_beside_it_and_in_the_trail(signed_in, own):
    client = signed_in("operations")
    file = own / "holidays.csv"
    file.write_text("date,title\n2031-01-01,New Year\nno date,Oops\n", encoding="utf-8")
    incoming = loaded(client, brought(client, file))
    assert Brought.objects.get().by_name == "operations"
    assert AuditEntry.objects.filter(what="file_loaded", key=incoming.report["load"]).exists()
    assert "operations" in client.get("/facts/snapshots/").content.decode()
    assert "holidays.csv" in client.get("/facts/quarantine/").content.decode()


def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(signed_in, own, known):
    client = signed_in("operations")
    incoming = brought(client, dirt.clean(own / "sales.csv", *known))
    client.get(f"/facts/load/{incoming.pk}/columns/?into=order_lines")
    fields = {
        "c-order_id": "Order No",
        "c-amount": "=formula",
        "k-amount": "Qty *",
        "where": "",
        "do": "check",
    }
    answer = client.post(f"/facts/load/{incoming.pk}/columns/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Qty *"' in page
    assert page.count("must come from somewhere") == 6
    answer = client.post("/facts/load/", {"files": [SimpleUploadedFile("evil.exe", b"MZ")]})
    assert answer.status_code == 422
    assert "evil.exe" in answer.content.decode()
    assert client.post("/facts/load/", {}).status_code == 422


def test_control_totals_that_are_missed_are_told_before_the_load_and_stop_it(signed_in, own, known):
    client = signed_in("operations")
    incoming = brought(client, dirt.clean(own / "sales.csv", *known))
    client.get(f"/facts/load/{incoming.pk}/columns/?into=order_lines")
    page = mapped(client, incoming, control="rows = 14\nsum(amount) = 1.00")
    assert "1,919.4" in page
    assert "button main" not in page.partition('id="content"')[2]


def test_a_list_downloaded_and_corrected_is_taken_back(signed_in, own, known):
    one, other, product = known
    client = signed_in("operations")
    incoming = brought(client, dirt.spreadsheet(own / "orders-2031-10.xlsx", one, other, product))
    mapped(client, incoming)
    incoming = loaded(client, incoming)
    url = f"/facts/quarantine/{incoming.source}/"
    text = b"".join(client.get(f"{url}?export=csv").streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    head = lines[0].split(",")
    assert head[:2] == ["Row", "Leave out"]
    corrected = [lines[0]]
    for line in lines[1:]:
        if line.startswith("6,"):
            line = line.replace('"99,9"', "99.90")
        if line.startswith(("15,", "17,")):
            line = line.replace(",,", ",x,", 1)
        corrected.append(line)
    back = SimpleUploadedFile("corrected.csv", "\n".join(corrected).encode())
    work = worked(client.post(f"{url}repair/", {"file": back}))
    values = work.outcome["values"]
    assert (values["landed"], values["left_out"], values["quarantined"]) == (2, 2, 8)


def test_a_file_loaded_on_the_command_line_is_brought_and_its_rows_repaired(signed_in, own):
    file = own / "holidays.csv"
    file.write_text("date,title\n2031-01-01,New Year\n1st of May 2031,May Day\n", encoding="utf-8")
    place = Workplace.open(own / "rulebook", own / "store")
    place.load(place.sources([file])[0])
    (left,) = waiting(place.store.snapshot())
    client = signed_in("sales_administrator")
    url = f"/facts/quarantine/{left.source}/"
    assert "was loaded by another way" in client.get(url).content.decode()
    other = SimpleUploadedFile("holidays.csv", b"date,title\n2031-01-01,Other\n")
    client.post(f"{url}file/", {"file": other})
    assert "was loaded by another way" in client.get(url).content.decode()
    client.post(f"{url}file/", {"file": SimpleUploadedFile("holidays.csv", file.read_bytes())})
    page = client.get(url).content.decode()
    assert 'data-value="2031-05-01"' in page  # read from the words
    work = worked(client.post(f"{url}repair/", {"all-0": "2031-05-01"}))
    assert work.outcome["values"]["quarantined"] == 0
    assert work.asked_by.username == "sales_administrator"


def test_an_upload_that_is_given_up_is_gone_from_the_disk(signed_in, own, known):
    client = signed_in("operations")
    incoming = brought(client, dirt.clean(own / "sales.csv", *known))
    assert client.post(f"/facts/uploads/{incoming.upload_id}/remove/").status_code == 302
    assert not list((own / "files" / "facts").iterdir())
    assert not Incoming.objects.exists()
