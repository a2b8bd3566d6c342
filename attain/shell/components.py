"""The page that shows every component with made-up examples."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from attain.shell.permissions import permits
from attain.shell.tables import Column, Table
from attain.wording import Wording


@dataclass(frozen=True)
class Example:
    """A made-up row."""

    name: str
    since: date
    points: Decimal | None
    share: Decimal
    pay: Decimal


_NAMES = ("Ana Ruiz", "王芳", "佐藤 健", "Ольга Новикова", "Lin Chen", "Tom Baker", "李伟", "Eva Sánchez")

EXAMPLES = [
    Example(
        f"{_NAMES[at % len(_NAMES)]} {at + 1}",
        date(2020 + at % 6, 1 + at % 12, 1 + at % 28),
        None if at == 5 else Decimal(5000 + at * 37 % 5000) / 100,
        Decimal(8000 + at * 61 % 4000) / 10000,
        Decimal(300000 + at * 12345 % 500000) / 100,
    )
    for at in range(60)
]

TABLE = Table(
    "examples",
    "component.table.caption",
    (
        Column("name", "component.name", order="name"),
        Column("since", "component.since", order="since"),
        Column("points", "component.points", unit="number", decimals=2, order="points"),
        Column("share", "component.share", unit="percent", decimals=2, order="share"),
        Column("pay", "component.pay", unit="money", decimals=2, order="pay", visible=False),
    ),
    first="-points",
    search=("name",),
)


def _chart(wording: Wording) -> dict[str, Any]:
    """A year of made-up points with their target."""
    points = [Decimal(6000 + at * 731 % 3000) / 100 if at != 4 else None for at in range(12)]
    texts = [None if each is None else str(each) for each in points]
    return {
        "labels": [wording.period(f"2026-{month:02}") for month in range(1, 13)],
        "series": [
            {"name": wording.say("component.points"), "kind": "value", "values": texts},
            {"name": wording.say("component.target"), "kind": "target", "values": ["80"] * 12},
        ],
        "written": {str(each): wording.number(each, 2) for each in points if each is not None},
    }


@permits("component:read")
@require_http_methods(["GET", "HEAD", "POST"])
def components(request: HttpRequest) -> HttpResponseBase:
    """All components on one page. What its confirmation sends changes nothing."""
    if request.method == "POST":
        messages.success(request, request.wording.say("component.toast.told"))
        return redirect("shell:components")
    given = {
        "chart": _chart(request.wording),
        "bullets": {"actual": Decimal("94.1"), "target": Decimal(100), "past": Decimal("88")},
        "sparks": [Decimal(each) for each in (61, 64, 60, 71, 74, 73, 80, 86)],
        "rings": {"share": Decimal("0.864"), "text": "86", "expected": Decimal("0.72")},
        "errors": [request.wording.say("component.field.error")],
        "part": Decimal("0.42"),
    }
    return TABLE.response(request, EXAMPLES, "shell/components.html", given)
