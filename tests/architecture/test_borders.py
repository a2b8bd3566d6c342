"""The engine is pure: one folder speaks to a database, and no server is needed."""

import pytest

from tests.architecture.borders import strangers
from tests.architecture.sources import Source, python


def test_outside_packages_stay_where_they_belong():
    assert [place for source in python() for place in strangers(source)] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("attain/engine/measures/tree.py", "import duckdb"),
        ("attain/runs/run.py", "def late():\n    from duckdb import connect"),
        ("attain/engine/kpis/kpi.py", "from django.db import models"),
        ("attain/engine/pay/tiers.py", "import pyspark.sql as spark"),
        ("attain/cli/main.py", "import sqlglot"),
    ],
)
def test_canary_a_stranger_is_found(path, text):
    assert strangers(Source(path, text))


def test_canary_the_store_may_speak_to_its_database():
    assert not strangers(Source("attain/engine/store/duck.py", "import duckdb"))
