"""What all tests share: laws tried the same way everywhere, and the shared examples."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.sharing_out import Sharing, turn

CI = os.environ.get("CI") == "true"

# Nobody pulls the plug here: files are not flushed to the disk. That this is asked for, and when, is a test
# of its own (tests/store/test_flushed.py).
os.fsync = lambda descriptor: None

# Continuous integration tries the same examples every time; at a desk each run tries new ones.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if CI else "desk")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `shared` beside this checkout: published examples and data of the field."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if folder.is_dir():
        return folder
    missing = f"The folder {folder} with the published examples and data is not there."
    return pytest.fail(missing) if CI else pytest.skip(missing)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: turn(item.nodeid))


def pytest_collection_finish() -> None:
    """What is there by now stays: Python's collector spares it and comes less often, as in a server."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Sharing:
    config.option.loadscopereorder = False
    return Sharing(config, log)
