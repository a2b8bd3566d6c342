"""Files that bring a change: YAML, or an archive of YAML. Only what differs from the rulebook is taken."""

import io
import zipfile
from collections.abc import Iterator

from attain.engine.faults import Fault, Faulty
from attain.rulebook.documents import documents_of
from attain.rulebook.files import SUFFIXES, SourceFile
from attain.rulebook.load import Loaded
from attain.rulebook.placing import identity, own_text
from attain.rulebook.text_parts import joined
from attain.rulebook.yaml_source import MOST_BYTES

FORMS = (*SUFFIXES, ".zip")

#: Files of an archive, and bytes of all of them.
MOST_FILES, MOST_ALL = 500, 8 * MOST_BYTES


def uploaded(name: str, content: bytes, loaded: Loaded) -> str:
    """The documents of an uploaded file that differ from those there are, as one text.

    Raises Faulty for a file of another form, one that is too large, and one in which nothing differs.
    """
    if not name.lower().endswith(FORMS):
        raise Faulty(Fault("fault.upload.form", {"forms": ", ".join(FORMS)}, name))
    sources = list(_archived(name, content)) if name.lower().endswith(".zip") else [(name, content)]
    there = {identity(d): own_text(d) for d in loaded.documents}
    texts = []
    for file, own in sources:
        found, faults = documents_of(SourceFile(file, file, own))
        if any(fault.id.startswith("fault.yaml.") for fault in faults):
            raise Faulty(*faults)
        if not found:
            raise Faulty(*(faults or [Fault("fault.proposal.empty", {}, file)]))
        texts += [own_text(d) for d in found if there.get(identity(d)) != own_text(d)]
    if not texts:
        raise Faulty(Fault("fault.proposal.nothing", {}, name))
    return joined(texts)


def _archived(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The YAML files of an archive, none of them endless."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            wanted = [each for each in archive.infolist() if each.filename.lower().endswith(SUFFIXES)]
            if len(wanted) > MOST_FILES or sum(each.file_size for each in wanted) > MOST_ALL:
                raise Faulty(Fault("fault.upload.large", {"most": MOST_FILES}, name))
            for each in sorted(wanted, key=lambda one: one.filename):
                with archive.open(each) as file:
                    yield each.filename, file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise Faulty(Fault("fault.upload.unreadable", {}, name)) from None
