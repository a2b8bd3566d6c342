"""What people do: bring a file, say what is what in it, name differences, sign."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from attain.apps.parallel.models import Naming, OldAmount, OldName, SignOff, Upload
from attain.apps.parallel.queries import Board, digest, people_of
from attain.apps.parallel.reading import Columns, Read, read, table
from attain.runs.parallel import CHOICES, Difference, summed
from attain.shell.audit import record

BATCH = 2_000


def bring(request: HttpRequest, period: str, name: str, content: bytes) -> Upload:
    """Keeps a file; the same one again is the same."""
    digest = sha256(content).hexdigest()
    who = request.user.get_username()
    given = {"name": name[-200:], "content": content, "made_by_name": who}
    try:
        with transaction.atomic():
            made, new = Upload.objects.get_or_create(period=period, digest=digest, defaults=given)
    except IntegrityError:
        made, new = Upload.objects.get(period=period, digest=digest), False
    if new:
        record(request, "parallel_brought", "parallel", period, after={"upload": made.pk, "digest": digest})
    return made


def take(
    request: HttpRequest,
    upload: Upload,
    columns: Columns,
    names: Mapping[str, str],
    number: Callable[[Any], Decimal],
    decimals: int,
) -> Read:
    """Compares the period with this file from now on; nothing changes where a row of it is wrong.

    names: the old way's component → ours, remembered.
    """
    head, rows = table(bytes(upload.content))
    found = read(head, rows, columns, number)
    if found.count or not found.lines:
        return found
    keys = people_of({person for person, _, _ in found.lines})
    lines = [(keys.get(person, person), name, amount) for person, name, amount in found.lines]
    known = set(keys.values())
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        for name, component in names.items():
            OldName.objects.update_or_create(name=name, defaults={"component": component})
        OldAmount.objects.filter(upload=locked).delete()
        OldAmount.objects.bulk_create(
            (
                OldAmount(upload=locked, person=person, component=name, amount=amount, known=person in known)
                for (person, name), amount in summed(lines, decimals).items()
            ),
            BATCH,
        )
        Upload.objects.filter(period=locked.period, taken=True).update(taken=False)
        locked.columns, locked.taken = columns.to_json(), True
        locked.save()
        told = {"upload": locked.pk, "lines": len(found.lines), "digest": locked.digest}
        record(request, "parallel_taken", "parallel", locked.period, after=told)
    return found


def name(request: HttpRequest, board: Board, lines: Sequence[Difference], cause: str, note: str) -> int:
    """Gives differences a cause, or with "" takes it back: how many. Found causes stay. Raises ValueError."""
    if cause not in ("", *CHOICES):
        raise ValueError(cause)
    open_ = [line for line in lines if not line.found]
    with transaction.atomic():
        for line in open_:
            key = {"period": board.run.period, "person": line.person, "component": line.component}
            if not cause:
                Naming.objects.filter(**key).delete()
                continue
            given = {
                "amount": line.amount,
                "cause": cause,
                "note": note[:500],
                "made_by_name": request.user.get_username(),
            }
            Naming.objects.update_or_create(**key, defaults=given)
        if open_:
            told = {"cause": cause, "count": len(open_), "amount": sum(line.amount for line in open_)}
            record(request, "parallel_named", "parallel", board.run.period, after=told)
    return len(open_)


def sign(request: HttpRequest, board: Board, note: str) -> SignOff | None:
    """Signs that every difference is named; None where one is not. Signed once, however often it is asked."""
    if board.upload is None or board.found.unnamed:
        return None
    found = board.found
    told = {
        "people": found.people,
        "alike": found.alike,
        "differences": len(found.differences),
        "old": str(found.old),
        "new": str(found.new),
    }
    with transaction.atomic():
        made, new = SignOff.objects.get_or_create(
            run=board.run.key,
            upload=board.upload,
            digest=digest(found),
            defaults={
                "period": board.run.period,
                "told": told,
                "note": note[:500],
                "made_by_name": request.user.get_username(),
            },
        )
        if new:
            record(request, "parallel_signed", "parallel", board.run.period, after=told)
    return made
