"""A company's own lists as they come: the first file of all, and a roster that fills three tables."""

import shutil

import pytest
import xlsxwriter

from attain.apps.house import api as house
from attain.apps.intake.models import Incoming
from attain.apps.intake.uploads import LEFT_FOR, is_kept
from attain.engine.store import DuckEngine
from tests.web.test_intake import brought, loaded, own, worked  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

ROSTER = [
    ["北风贸易员工花名册（2026年10月）"],
    ["工号", "姓名", "岗位", "部门编码", "直属上级", "入职日期"],
    ["X01", "裴玛格", "销售经理", "X-HD", "X02", "2024/3/1"],
    ["X02", "傅安德", "团队主管", "X-HD", "", "2023/10/15"],
    ["合计", "2人"],
]


@pytest.fixture
def empty(company, settings, tmp_path):
    """A house with rules and no store: before the first load."""
    shutil.copytree(company / "rulebook", tmp_path / "rulebook")
    settings.ATTAIN_STORE, settings.ATTAIN_RULEBOOK = tmp_path / "store", tmp_path / "rulebook"
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


def roster(folder):
    with xlsxwriter.Workbook(folder / "员工花名册.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROSTER):
            sheet.write_row(number, 0, row)
    return folder / "员工花名册.xlsx"


def rows(table, columns):
    snapshot, tables = house.store().snapshot(), house.rules_now().tables
    with DuckEngine() as engine:
        return engine.query(f"SELECT {columns} FROM ({snapshot.relation(tables[table])}) ORDER BY 1")


def test_the_first_file_of_a_company_makes_its_store(empty, signed_in):
    units = empty / "部门.csv"
    units.write_text("部门编码,部门名称,上级部门\nALL,北风贸易,\nX-HD,华东,ALL\n", encoding="gb18030")
    client = signed_in("operations")
    first = brought(client, units)
    assert (first.table, first.preview["new"]) == ("units", 2)  # its name and its columns say it all
    loaded(client, first)
    assert rows("units", "unit_id, parent_id") == [("ALL", None), ("X-HD", "ALL")]


def accepted(client, incoming, into=""):
    """The file's next check, after all that the form of columns proposes was sent as it stands."""
    given = client.get(f"/facts/load/{incoming.pk}/columns/", {"into": into}).context
    typed = {"do": "check"}
    for target in (*given["needed"], *given["optional"]):
        typed |= {f"c-{target.name}": target.source, f"v-{target.name}": target.values}
    answer = client.post(f"/facts/load/{incoming.pk}/columns/", typed)
    return client.get(answer.headers["Location"])


def next_table(client, incoming, into):
    """The same file once more, by the button that the page of the load has for a table."""
    done = client.get(f"/facts/load/{incoming.pk}/done/")
    assert into in dict(done.context["others"])
    client.post(f"/facts/load/{incoming.pk}/again/", {"into": into})
    return Incoming.objects.latest("pk")


@pytest.mark.data
def test_a_roster_fills_people_posts_and_reporting_lines(own, signed_in):  # noqa: F811
    client = signed_in("operations")
    units = own / "units.csv"
    units.write_text("unit_id,title\nX-HD,华东\n", encoding="utf-8")
    loaded(client, brought(client, units))

    people = brought(client, roster(own))
    check = accepted(client, people, "people")
    assert [(each["text"], each["count"]) for each in check.context["reasons"]] == [
        ("looks like the sums below a table", 1)
    ]
    assert check.context["heads"] == ["person", "name", "joined on"]
    assert "columns named in row 2" in check.context["form"]
    people = loaded(
        client, people, remember="1", name=check.context["name"], pattern=check.context["pattern"]
    )
    assert set(dict(client.get(f"/facts/load/{people.pk}/done/").context["others"])) == {
        *("assignments", "reporting")
    }

    posts = next_table(client, people, "assignments")
    check = accepted(client, posts)
    assert check.context["warnings"] == []  # 销售经理 is known for the post that it is
    assert check.context["name"] != people.into  # the way into people stays
    posts = loaded(client, posts, remember="1", name=check.context["name"], pattern=check.context["pattern"])
    lines = next_table(client, posts, "reporting")
    accepted(client, lines)
    loaded(client, lines)
    wanted = "person_id, post, unit_id", "person_id, manager_id"
    found = [[row for row in rows(table, columns) if row[0] < "Z" and row[0].startswith("X0")]
             for table, columns in zip(("assignments", "reporting"), wanted, strict=True)]  # fmt: skip
    assert found == [
        [("X01", "sales_manager", "X-HD"), ("X02", "team_leader", "X-HD")],
        [("X01", "X02")],
    ]
    assert {each.mapping for each in house.loaded_now().mappings} >= {people.into, posts.into}


def test_a_post_that_the_rulebook_does_not_have_is_told(own, signed_in):  # noqa: F811
    file = own / "assignments.csv"
    file.write_text("person_id,post,unit_id,from\nX01,Hunter,X-HD,2024-03-01\n", encoding="utf-8")
    client = signed_in("operations")
    page = client.get(f"/facts/load/{brought(client, file).pk}/check/").content.decode()
    assert "The rulebook has no post “Hunter”" in page


def test_a_list_lies_there_for_a_day_for_its_other_columns(own, signed_in, monkeypatch):  # noqa: F811
    client = signed_in("operations")
    file = own / "people.csv"
    file.write_text("person_id,name,Post\nX09,Nina,team_leader\n", encoding="utf-8")
    people = brought(client, file)
    accepted(client, people)
    assert is_kept(loaded(client, people))
    monkeypatch.setattr("attain.apps.intake.uploads.LEFT_FOR", -LEFT_FOR)
    brought(client, file)
    assert not is_kept(people)


def test_a_load_that_was_taken_back_is_told_as_that(own, signed_in):  # noqa: F811
    client = signed_in("operations")
    file = own / "holidays.csv"
    file.write_text("date,title\n2031-01-01,New Year\n", encoding="utf-8")
    loaded(client, brought(client, file))
    load = house.store().snapshot().manifest.loads[-1].load_id
    client.post(f"/facts/loads/{load}/take-back/")
    page = client.get("/facts/snapshots/").content.decode()
    assert "Taken back: holidays.csv" in page
    assert "Personal data erased" not in page
