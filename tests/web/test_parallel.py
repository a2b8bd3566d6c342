"""A parallel run: a file of the old way, every difference named, signed; asked again when it moves."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from attain.apps.parallel.models import Naming, OldAmount, OldName, SignOff, Upload
from attain.apps.parallel.queries import _paid, board
from attain.apps.parallel.reading import table
from attain.apps.people import api as people
from attain.apps.results import api as results
from tests.web.small_pay import by, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def run(small):  # noqa: F811
    return results.runs()[0]


@pytest.fixture
def due(run):
    """What the run pays; as the old way would have it."""
    return dict(_paid(run.key)[0])


def sheet(due, head="Employee no;Pay element;Amount"):
    lines = [";".join((person, component, f"{amount:f}")) for (person, component), amount in due.items()]
    return "\n".join([head, *lines]).encode()


def text_of(rows):
    return "\n".join(";".join(row) for row in rows).encode()


def book_of(rows):
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def brought(client, run, content, name="old.csv"):
    """The file is brought and taken as it is guessed."""
    file = SimpleUploadedFile(name, content)
    reply = client.post(f"/parallel/{run.period}/file/", {"file": file})
    assert "/columns/" in reply.url
    page = client.get(reply.url)
    chosen = page.context["chosen"]
    form = {"person": chosen.person, "component": chosen.component, "amount": chosen.amount, "do": "take"}
    form = {name: "" if value is None else value for name, value in form.items()}
    form |= {f"c-{at}": component for at, _, component in page.context["names"]}
    return client.post(reply.url, form)


def some(due, count=4):
    """People with at least two components, and one of these each."""
    found = {}
    for (person, component), amount in due.items():
        if amount > 50 and sum(1 for who, _ in due if who == person) > 1:
            found.setdefault(person, component)
    return list(found.items())[:count]


def test_the_same_results_are_alike_and_can_be_signed_once(run, due, by):  # noqa: F811
    client = by("ops")
    assert brought(client, run, sheet(due)).status_code == 302
    found = board(run)
    assert (found.state, found.found.differences) == ("named", ())
    assert found.found.alike == found.found.people == len({person for person, _ in due})
    for _ in range(2):
        client.post(f"/parallel/{run.period}/sign/", {"note": "as agreed"})
    assert SignOff.objects.count() == 1
    assert board(run).state == "signed"


def test_differences_are_named_in_bulk_and_a_changed_one_is_asked_for_again(run, due, by):  # noqa: F811
    client = by("fin")
    (first, name), (second, other), *_ = some(due)
    old = due | {(first, name): due[first, name] - 30, (second, other): due[second, other] + 7}
    assert brought(client, run, sheet(old)).status_code == 302
    found = board(run)
    assert found.found.amount == 23
    assert {(d.person, d.amount) for d in found.found.unnamed} == {
        (first, Decimal(30)),
        (second, Decimal(-7)),
    }
    for component in {name, other}:
        client.post(
            f"/parallel/{run.period}/name/", {"bulk": component, "cause": "old_wrong", "note": "June"}
        )
    assert board(run).state == "named"
    assert client.post(f"/parallel/{run.period}/sign/").status_code == 403
    by("ops").post(f"/parallel/{run.period}/sign/", {})
    assert board(run).state == "signed"
    brought(client, run, sheet(old | {(first, name): due[first, name] - 31}))
    again = board(run)
    assert (again.state, [d.person for d in again.reopened]) == ("open", [first])
    assert [d.note for d in again.found.named if not d.found] == ["June"]
    assert again.before is not None
    assert SignOff.objects.count() == 1
    by("ops").post(f"/parallel/{run.period}/sign/", {})
    assert SignOff.objects.count() == 1


def test_nobody_names_another_difference_than_was_shown(run, due, by):  # noqa: F811
    client = by("ops")
    ((person, name),) = some(due, 1)
    brought(client, run, sheet(due | {(person, name): due[person, name] - 5}))
    stale = {"line": [f"{person}|{name}|6.00"], "cause": "agreed"}
    client.post(f"/parallel/{run.period}/name/", stale)
    assert not Naming.objects.exists()
    client.post(f"/parallel/{run.period}/name/", {"line": [f"{person}|{name}|5.00"], "cause": "other"})
    assert not Naming.objects.exists()
    client.post(f"/parallel/{run.period}/name/", {"line": [f"{person}|{name}|5.00"], "cause": "agreed"})
    assert Naming.objects.get().cause == "agreed"


def test_component_names_are_mapped_and_remembered(run, due, by):  # noqa: F811
    client = by("ops")
    ((_person, name),) = some(due, 1)
    renamed = {
        (who, "Grundgehalt" if part == name else part): sum_ + 3 * (part == name)
        for (who, part), sum_ in due.items()
    }
    content = sheet(renamed)
    brought(client, run, content)
    assert {d.cause for d in board(run).found.differences} == {"component_old", "component_new"}
    upload = Upload.objects.get()
    page = client.get(f"/parallel/columns/{upload.pk}/")
    form = {"person": 0, "component": 1, "amount": 2, "do": "take"}
    form |= {f"c-{at}": name if text == "Grundgehalt" else part for at, text, part in page.context["names"]}
    client.post(f"/parallel/columns/{upload.pk}/", form)
    assert OldName.objects.get(name="Grundgehalt").component == name
    assert {(d.component, d.amount) for d in board(run).found.unnamed} == {(name, -3)}
    brought(client, run, content + b"\n")
    assert Upload.objects.count() == 2
    assert {(d.component, d.amount) for d in board(run).found.unnamed} == {(name, -3)}


def test_a_component_that_pays_the_same_sums_is_guessed(run, due, by):  # noqa: F811
    renamed = {(who, f"Teil {part[::-1]}"): sum_ for (who, part), sum_ in due.items()}
    brought(by("ops"), run, sheet(renamed))
    parts = {part for _, part in due if sum(1 for _, other in due if other == part) > 1}
    known = dict(OldName.objects.values_list("name", "component"))
    assert {part: known[f"Teil {part[::-1]}"] for part in parts} == {part: part for part in parts}


def test_a_wide_sheet_with_names_is_read_and_a_bad_figure_takes_nothing_over(run, due, by):  # noqa: F811
    client = by("ops")
    parts = sorted({component for _, component in due})
    rows = [["Employee", *parts]]
    for person in sorted({person for person, _ in due}):
        rows.append([person, *(f"{due.get((person, part), 0):f}" for part in parts)])
    wide = "\n".join(",".join(row) for row in rows)
    assert brought(client, run, wide.encode()).status_code == 302
    assert not board(run).found.differences
    wrong = sheet(due) + b"\nP1;commission;12,x"
    reply = brought(client, run, wrong)
    assert reply.status_code == 422
    assert "row" in reply.content.decode()
    assert board(run).upload.name == "old.csv"
    assert OldAmount.objects.values("upload").distinct().count() == 1


def test_an_auditor_reads_and_others_do_not(run, by):  # noqa: F811
    auditor = by("aud")
    assert auditor.get("/parallel/").status_code == 200
    assert auditor.get(f"/parallel/{run.period}/").status_code == 200
    assert auditor.post(f"/parallel/{run.period}/file/").status_code == 403
    assert by("boss").get("/parallel/").status_code == 403
    assert by("ana").get(f"/parallel/{run.period}/").status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_who_is_erased_goes_from_the_file_and_its_sums_stay(run, due, by, small, form):  # noqa: F811
    rows = [["Employee", "E-mail", "Pay element", "Amount"]]
    written = {"P1": ["Ana Ruiz", "a@example.com"], "P2": ["李 伟", "b@example.com"]}
    rows += [[*written.get(who, [who, ""]), part, str(sum_)] for (who, part), sum_ in due.items()]
    content = text_of(rows) if form == "csv" else book_of(rows)
    assert brought(by("ops"), run, content, f"old.{form}").status_code == 302
    by("ops").post(f"/parallel/{run.period}/sign/", {"note": "as agreed"})
    before = board(run)
    assert before.state == "signed"
    assert small.store.erase_person("P1")
    people.sync(small.store, small.rules)
    row = Upload.objects.get()
    head, after = table(bytes(row.content))
    assert head == rows[0]
    assert [[str(cell) for cell in each] for each in after] == [
        ["P1", "", *each[2:]] if each[0] == "Ana Ruiz" else each for each in rows[1:]
    ]
    assert (row.digest, row.erased) == (before.upload.digest, 1)
    assert (board(run).state, board(run).found) == ("signed", before.found)
    page = by("aud").get(f"/parallel/{run.period}/").content.decode()
    assert "The name of 1 person was erased from this file" in page
    brought(by("ops"), run, content, f"old.{form}")  # the same once more is the one without the name
    assert b"Ruiz" not in bytes(Upload.objects.get().content)
    assert board(run).found == before.found
