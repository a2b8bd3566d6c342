"""Money and measures are Decimal and int, and no text is run as code."""

import pytest

from tests.architecture.exactness import FLOATS_ALLOWED, allowed, floats, run_text
from tests.architecture.sources import Source, python


def test_no_float_stands_near_money():
    found = [(source, place) for source in python() for place in floats(source)]
    assert [place for source, place in found if not allowed(source, place)] == []


def test_the_list_of_allowed_floats_only_shrinks():
    still_needed = {source.path for source in python() if floats(source)}
    assert set(FLOATS_ALLOWED) - still_needed == set()


def test_no_text_is_run_as_code():
    assert [place for source in python() for place in run_text(source)] == []


@pytest.mark.parametrize("text", ["share = float(1)", "share = 0.5", "def pay(x: float): ..."])
def test_canary_a_float_is_found(text):
    assert floats(Source("attain/engine/pay/rate.py", text))


def test_canary_an_allowed_file_may_name_a_float_on_its_own_lines_only():
    source = Source("attain/runs/compute.py", "progress(0.5)\npay = 0.5\n")
    assert [allowed(source, place) for place in floats(source)] == [True, False]


@pytest.mark.parametrize("text", ["share = Decimal('0.5')", "share = 5", "afloat = 'float'"])
def test_canary_exact_code_passes(text):
    assert not floats(Source("attain/engine/pay/rate.py", text))


@pytest.mark.parametrize("text", ["eval('1+1')", "def f():\n    exec(text)"])
def test_canary_text_run_as_code_is_found(text):
    assert run_text(Source("attain/cli/main.py", text))
