"""What is kept of readings stays within bounds; what was used lately is left alone."""

import os

from attain.engine.store.keeping import IN_USE, keep_within, touch
from attain.engine.store.place import Place

NOW = 1_800_000_000


def kept(place, name, age, size=100):
    place.write(name, b"x" * size)
    os.utime(place.path(name), (NOW - age, NOW - age))


def test_the_longest_unused_goes_first_until_the_rest_fits(tmp_path):
    place = Place(tmp_path)
    for day in (2, 3, 4):
        kept(place, f"partials/base/{day}.parquet", day * IN_USE)
    kept(place, "facts/sales/2026-10/a.parquet", 9 * IN_USE)
    assert keep_within(place, most=250, now=NOW) == 100
    assert place.names("partials") == ["partials/base/2.parquet", "partials/base/3.parquet"]
    assert place.exists("facts/sales/2026-10/a.parquet")


def test_what_may_be_in_use_stays_however_much_it_is(tmp_path):
    place = Place(tmp_path)
    kept(place, "figures/a.bin", 10)
    kept(place, "figures/b.bin", 2 * IN_USE)
    assert keep_within(place, most=0, now=NOW) == 100
    assert place.names("figures") == ["figures/a.bin"]


def test_a_file_that_is_used_counts_as_new(tmp_path):
    place = Place(tmp_path)
    kept(place, "figures/old.bin", NOW)
    touch(place, "figures/old.bin")
    assert keep_within(place, most=0) == 0


def test_little_is_never_removed_unasked(tmp_path):
    place = Place(tmp_path)
    kept(place, "figures/a.bin", 50 * IN_USE)
    assert keep_within(place) == 0
