"""How files are laid out: mappings by name, each save a version; and payroll's numbers of people."""

from collections.abc import Iterable
from collections.abc import Mapping as Dictionary

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.payroll.contracts import Refused
from attain.apps.payroll.models import Mapping, PayrollNumber
from attain.runs.payroll_mapping import STANDARD, PayrollMapping, checked, document
from attain.shell.audit import record

#: So many numbers are written at a time.
BATCH = 2_000


def mappings() -> list[PayrollMapping]:
    """The newest version of each, by name; the standard one is there from the start."""
    found = {STANDARD.mapping: STANDARD}
    for row in Mapping.objects.order_by("name", "number"):
        found[row.name] = checked(row.document)
    return [found[name] for name in sorted(found)]


def mapping(name: str) -> PayrollMapping | None:
    row = Mapping.objects.filter(name=name).order_by("-number").first()
    if row is not None:
        return checked(row.document)
    return STANDARD if name == STANDARD.mapping else None


def versions(name: str) -> list[Mapping]:
    return list(Mapping.objects.filter(name=name).order_by("-number")[:20])


def save(request: HttpRequest, made: PayrollMapping) -> None:
    """A new version, where it differs from the newest. Raises Refused where somebody saves just now."""
    if mapping(made.mapping) == made:
        return
    last = Mapping.objects.filter(name=made.mapping).order_by("-number").first()
    number = last.number + 1 if last else 1
    try:
        with transaction.atomic():
            Mapping.objects.create(
                name=made.mapping,
                number=number,
                document=document(made),
                made_at=timezone.now(),
                made_by=request.user.shown_name,
            )
            record(request, "payroll_mapping_saved", "mapping", made.mapping, after={"version": number})
    except IntegrityError:
        raise Refused("payroll.refused.busy") from None


def numbers(keys: Iterable[str] | None = None) -> dict[str, str]:
    """Person → payroll's number, of those who have one."""
    rows = PayrollNumber.objects.all()
    rows = rows if keys is None else rows.filter(person__in=list(keys))
    return dict(rows.values_list("person", "number"))


def save_numbers(request: HttpRequest, found: Dictionary[str, str]) -> int:
    """Brings people's numbers; those of others stay. Raises Refused where two people had the same."""
    known = numbers()
    after = {**known, **found}
    if len(set(after.values())) < len(after):
        raise Refused("payroll.numbers.refused.twice")
    changed = {person: number for person, number in found.items() if known.get(person) != number}
    rows = [PayrollNumber(person=person, number=number) for person, number in changed.items()]
    with transaction.atomic():
        for at in range(0, len(rows), BATCH):
            PayrollNumber.objects.bulk_create(
                rows[at : at + BATCH],
                update_conflicts=True,
                unique_fields=["person"],
                update_fields=["number"],
            )
        record(request, "payroll_numbers_saved", "mapping", "numbers", after={"count": len(changed)})
    return len(changed)
