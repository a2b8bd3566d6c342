"""What somebody could do to a stored run: change a number, and leave no trace in the file itself."""

from pathlib import Path

from attain.runs.blocks import Blocks, write_blocks


def changed(folder: Path, old: str, new: str) -> None:
    """Writes a run's results anew with another number. Its index fits, its manifest does not."""
    kept = Blocks.open(folder / "results.gz")
    lines = [line.replace(old, new) for block in kept for line in block]
    entries = [(tuple(line.split("\t")[:2]), f"{line}\n".encode()) for line in lines]
    index = write_blocks(folder / "results.gz", entries, kept.index.about)
    (folder / "results.json").write_bytes(index.to_json())
