"""Which tests keep together when processes share them out, and which begin first.

xdist's own groups (`--dist loadgroup`) do nothing from pytest 9.2 on, so that a cluster and a server were
started in every process. Here a test's place says what it shares: a folder with one dear thing for all its
tests is done by one process, a file that prepares something once is not divided, all others go to whoever
is free.
"""

from xdist.scheduler import LoadScopeScheduling

#: Folders of one dear thing each (a cluster, a server with a browser, a company), the longest first.
WHOLE = ("engines", "browser", "demo", "catalog")

#: Folders whose tests prepare little for one another: divided by test and done last, so that nobody waits.
DIVIDED = ("crash",)


def scope(nodeid: str) -> str:
    """What a test is kept together with."""
    file, _, _ = nodeid.partition("::")
    folder = file.split("/")[1]
    return folder if folder in WHOLE else nodeid if folder in DIVIDED else file


def turn(nodeid: str) -> int:
    """Where a test's work comes in the order: what is long and undivided first, single tests last."""
    folder = nodeid.split("/")[1]
    if folder in WHOLE:
        return WHOLE.index(folder)
    return len(WHOLE) + (folder in DIVIDED)


class Sharing(LoadScopeScheduling):
    """xdist's scheduler of work units with these units, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)
