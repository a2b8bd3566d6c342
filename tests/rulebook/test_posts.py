"""Posts: a company's own close the set, the shipped ones stay known, and their titles reach the rules."""

import pytest

from attain.catalog import PATH
from attain.rulebook.bundle import from_bundle, publish
from attain.rulebook.files import SourceFile
from attain.rulebook.lint import lint
from attain.rulebook.load import load
from attain.rulebook.patch import patched

BOOK = "rulebook: North Tea\ncurrency: EUR\ninclude: standard\n"
CARD = (
    "scorecard: s\npost: {post}\nfrom: 2026-01-01\n"
    "lines: [{{kpi: promises_kept, weight: 100, curve: {{0%: 0, 100%: 100}}}}]\n"
)
TEA_TASTER = "post: tea_taster\ntitle: {en: Tea taster, ru: Дегустатор чая}\n"


@pytest.fixture
def book(tmp_path):
    """Makes a company's rulebook that stands on the shipped one."""

    def make(*documents):
        (tmp_path / "rulebook.yaml").write_text("---\n".join((BOOK, *documents)), "utf-8")
        return load(tmp_path, PATH)

    return make


def ids(loaded):
    return [fault.id for fault in loaded.faults]


def test_a_company_that_declares_no_post_may_name_any(book):
    loaded = book(CARD.format(post="tea_taster"))
    assert ids(loaded) == []


def test_a_company_s_own_posts_close_the_set(book):
    assert ids(book(TEA_TASTER, CARD.format(post="tea_taster"))) == []
    assert ids(book(TEA_TASTER, CARD.format(post="tea_tester"))) == ["fault.unknown.post.near"]


def test_the_shipped_posts_stay_known_beside_a_company_s_own(book):
    assert ids(book(TEA_TASTER, CARD.format(post="account_manager"))) == []


def test_the_rules_know_what_posts_are_called(book):
    posts = book(TEA_TASTER).rules.posts
    assert posts["tea_taster"] == {"en": "Tea taster", "ru": "Дегустатор чая"}
    assert posts["account_manager"]["zh"] == "客户经理"


def test_a_company_s_post_stands_in_place_of_the_shipped_one(book):
    loaded = book("post: account_manager\ntitle: Tea adviser\n")
    assert loaded.rules.posts["account_manager"] == {"": "Tea adviser"}
    assert [post.post for post in loaded.posts].count("account_manager") == 1


def test_titles_of_posts_come_through_bundles_and_patches(book):
    loaded = book(TEA_TASTER)
    assert from_bundle(publish(loaded).content).rules.posts == loaded.rules.posts
    other = SourceFile("p.yaml", "p.yaml", b"post: tea_taster\ntitle: Taster of tea\n")
    assert patched(loaded, [other]).rules.posts == loaded.rules.posts | {"tea_taster": {"": "Taster of tea"}}


def test_a_post_answers_as_far_as_the_shipped_rulebook_says(book):
    kpi = (
        "kpi: k\ntitle: T\nmeaning: M\nfrom: 2026-01-01\nformula: promises_kept\nunit: percent\n"
        "used_for: [bonus]\ninfluence: unit\njudges: [{post}]\n"
    )

    def found(post):
        return [f.fault.id for f in lint(book(kpi.format(post=post))) if f.demand == "responsible"]

    assert found("account_manager") == ["lint.responsible.unit"]
    assert found("service_centre_director") == []
    assert found("tea_taster") == []
