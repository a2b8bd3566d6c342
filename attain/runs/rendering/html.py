"""A statement or an explanation as one self-contained HTML file: no script, no request, light and dark."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from attain.runs.rendering.picture import Picture
from attain.runs.rendering.sheet import Sheet
from attain.wording import Wording

#: How a page names its language, so that browsers choose the right shapes of Chinese and Japanese characters.
TAGS = {"zh": "zh-Hans", "en": "en", "es": "es", "ja": "ja", "ru": "ru"}


def statement_page(sheet: Sheet, wording: Wording) -> str:
    """The sheet as a page."""
    run = next((fact.short for fact in sheet.origin[3:4]), "")
    return page("statement.html.j2", wording, sheet=sheet, run=run)


def page(template: str, wording: Wording, **values: Any) -> str:
    """A template filled; every value is escaped."""
    shell = {"tag": TAGS[wording.language], "style": _style(), "say": wording.say, "colon": wording.colon}
    return _templates().get_template(template).render(**shell, **values)


def drawn(picture: Picture, fonts: Sequence[str]) -> str:
    """A drawing as an SVG file of its own, lettered in the first of the fonts that there is."""
    return _templates().get_template("drawing.svg.j2").render(picture=picture, fonts=fonts).strip()


@cache
def _style() -> Markup:
    """The style sheet: our own file, which holds no value of anybody's."""
    return Markup(resources.files(__package__).joinpath("templates", "style.css").read_text("utf-8"))


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("attain.runs.rendering", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
