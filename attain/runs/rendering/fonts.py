"""Which fonts a sheet is set in: found on the machine, by family, for each language."""

import os
from functools import cache
from pathlib import Path

import typst

from attain.engine.faults import Fault

#: Families that show a language well, the best first. All but zh and ja can do with what typst brings.
FAMILIES = {
    "zh": (
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
        "Microsoft YaHei", "Heiti SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Serif CJK SC",
        "SimSun", "Droid Sans Fallback",
    ),
    "ja": (
        "Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans JP", "Source Han Sans", "Hiragino Sans",
        "Hiragino Kaku Gothic ProN", "Yu Gothic", "Meiryo", "IPAexGothic", "IPAGothic", "Takao Gothic",
        "VL Gothic", "Noto Serif CJK JP", "MS Gothic",
    ),
    "": (
        "Noto Sans", "Source Sans 3", "Segoe UI", "Helvetica Neue", "Liberation Sans", "DejaVu Sans", "Arial",
        "Libertinus Serif",
    ),
}  # fmt: skip

#: Where fonts lie beside the folders that typst searches by itself.
FOLDERS = (
    "~/.fonts",
    "~/.local/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/usr/share/texmf/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
)


@cache
def installed() -> typst.Fonts:
    """Every font of the machine, looked for once."""
    own = os.environ.get("ATTAIN_FONTS", "")
    folders = [Path(folder).expanduser() for folder in (*filter(None, own.split(os.pathsep)), *FOLDERS)]
    return typst.Fonts(font_paths=[str(folder) for folder in folders if folder.is_dir()])


def families(language: str, found: frozenset[str] | None = None) -> tuple[str, ...]:
    """The families to set a sheet in, the reader's own script first; the others follow for foreign names.

    found: what is installed (default: what this machine has).
    """
    known = frozenset(installed().families()) if found is None else found
    first = (language, "", "zh", "ja") if language in FAMILIES else ("", "zh", "ja")
    chosen = [next((f for f in FAMILIES[key] if f in known), "") for key in dict.fromkeys(first)]
    return tuple(family for family in chosen if family)


def lacking(language: str, found: frozenset[str] | None = None) -> Fault | None:
    """A warning where no installed font shows the language's script."""
    known = frozenset(installed().families()) if found is None else found
    if language not in FAMILIES or any(family in known for family in FAMILIES[language]):
        return None
    return Fault(
        "fault.rendering.font", {"language": language, "family": FAMILIES[language][0]}, severity="warning"
    )
