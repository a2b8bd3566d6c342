"""A statement as one sheet in PDF. The sheet is handed over as JSON: no text of anybody's becomes markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import typst

from attain.runs.rendering.fonts import families, installed
from attain.runs.rendering.html import drawn
from attain.runs.rendering.picture import Picture
from attain.runs.rendering.sheet import Sheet
from attain.wording import Wording

#: The same statement makes the same bytes: its file says no other time than the beginning of time.
BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)


def statement_sheet(
    sheet: Sheet, wording: Wording, form: str = "pdf", detail: int = 144
) -> bytes | list[bytes]:
    """The sheet as PDF, or its pages as PNG in `detail` dots an inch."""
    data = {
        "sheet": _plain(sheet, wording),
        "words": _words(sheet, wording),
        "fonts": families(wording.language),
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    compiler = typst.Compiler(_template(), font_paths=installed(), sys_inputs=inputs)
    return compiler.compile(format=form, ppi=detail, timestamp=BEGINNING)


@cache
def _template() -> bytes:
    return resources.files(__package__).joinpath("templates", "statement.typ").read_bytes()


def _plain(sheet: Sheet, wording: Wording) -> dict[str, Any]:
    """The sheet as plain values, its drawings as SVG, its marks in words."""
    found = asdict(sheet)
    fonts = families(wording.language)
    for plan, told in zip(sheet.plans, found["plans"], strict=True):
        for part, other in zip(plan.components, told["components"], strict=True):
            other["picture"] = _svg(part.picture, fonts)
            del other["tree"]
    for card, told in zip(sheet.cards, found["cards"], strict=True):
        told["grade"] = wording.say("statement.grade", grade=card.grade) if card.grade else ""
        for line, other in zip(card.lines, told["lines"], strict=True):
            del other["tree"], other["picture"], other["numbers"]
            signs = {
                "met": f"✓ {wording.say('statement.met')}",
                "missed": f"▼ {wording.say('statement.missed')}",
            }
            other["mark"] = signs.get(line.mark, "")
    return found


def _svg(picture: Picture | None, fonts: Sequence[str]) -> dict[str, str] | None:
    return None if picture is None else {"svg": drawn(picture, fonts), "said": picture.said}


def _words(sheet: Sheet, wording: Wording) -> dict[str, Any]:
    """What stands on the sheet beside its own sentences."""
    say = wording.say
    run = next((fact.short for fact in sheet.origin[3:4]), "")
    return {
        "colon": wording.colon,
        "title": say("statement.title"),
        "held": say("statement.held"),
        "pay": say("statement.pay"),
        "nothing": say("statement.nothing"),
        "total": say("statement.total"),
        "settlement": say("statement.settlement"),
        "differences": say("statement.differences"),
        "scorecard": say("statement.scorecards"),
        "story": say("statement.story"),
        "amount": say("statement.amount", currency=sheet.currency),
        "wrong": say("statement.wrong", run=run),
        "columns": [
            "",
            say("statement.base"),
            say("statement.rate"),
            say("statement.amount", currency=sheet.currency),
        ],
        "heads": [
            say("statement.kpi"),
            say("statement.actual"),
            say("statement.full_at"),
            say("statement.score"),
            "",
            say("statement.weight_head"),
            say("statement.points"),
        ],
    }
