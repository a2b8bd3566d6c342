"""An empty store for each test."""

import pytest

from attain.engine.store import Store


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")
