"""The page that shows every component with made-up examples."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from attain.shell.permissions import permits
from attain.shell.tables import Column, Table


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


@permits("component:read")
@require_GET
def components(request: HttpRequest) -> HttpResponseBase:
    """All components on one page."""
    return TABLE.response(request, EXAMPLES, "shell/components.html")
