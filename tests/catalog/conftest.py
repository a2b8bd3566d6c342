"""The shipped rulebook, loaded once."""

import pytest

from attain.catalog import PATH
from attain.rulebook.load import Loaded, load


@pytest.fixture(scope="session")
def catalogue() -> Loaded:
    return load(PATH)
