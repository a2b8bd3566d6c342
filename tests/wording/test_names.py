"""A person's name stands in the order of its own script."""

import pytest

from attain.wording import Wording


@pytest.mark.parametrize(
    ("language", "given", "family", "shown"),
    [
        ("zh", "伟", "王", "王伟"),
        ("en", "伟", "王", "王伟"),
        ("ja", "太郎", "山田", "山田 太郎"),
        ("zh", "さくら", "山田", "山田 さくら"),
        ("en", "Ann", "Lee", "Ann Lee"),
        ("es", "María", "García", "María García"),
        ("zh", "María", "García", "María García"),
        ("ru", "Анна", "Иванова", "Анна Иванова"),
        ("en", "Pelé", "", "Pelé"),
        ("zh", "", "王", "王"),
    ],
)
def test_names_in_local_order(language, given, family, shown):
    assert Wording(language).person_name(given, family) == shown
