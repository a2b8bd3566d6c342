"""attain demo: a company that is made up, computed, and one payslip explained."""

import re
import shutil
import sys
from fractions import Fraction
from pathlib import Path

import click

from attain.cli.commands.run import show_run
from attain.cli.commands.serve import served
from attain.cli.face import FOLDER, Face
from attain.cli.output import DONE, Output
from attain.engine.faults import Fault, Faulty
from attain.engine.scoring.result import Story
from attain.engine.store import LoadReport
from attain.runs import rendering
from attain.runs.checking import checked
from attain.runs.demo import DemoFiles, generate
from attain.runs.run import Ran
from attain.runs.workplace import Source, Workplace
from attain.runs.writing import statements, write_all
from attain.wording import Wording

#: The post that a newcomer's first payslip is of.
MANAGER = "account_manager"

#: By this a folder is known to be a demo's, so that it may be made anew.
MARK = "attain-demo"

#: Months in which the made-up facts can end.
EARLIEST, LATEST = "1950-01", "2090-12"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def demo(face: Face) -> click.Command:
    @face.command(
        "demo",
        face.option("--folder", type=FOLDER, default="demo", metavar="FOLDER"),
        face.option("--seed", type=int, default=1, metavar="N"),
        face.option("--scale", default="1", metavar="1/10"),
        face.option("--last-month", default=None, metavar="2026-10"),
        face.option("--person", default=None, metavar="P017"),
        face.option("--months", type=click.IntRange(1, 12), default=1, metavar="N"),
        face.option("--serve", is_flag=True, default=False),
        face.option("--port", type=click.IntRange(1, 65_535), default=8000, metavar="8000"),
        face.memory(),
    )
    def command(
        output: Output, folder: str, seed: int, scale: str, last_month: str | None, person: str | None,
        months: int, serve: bool, port: int, memory: str,
    ) -> int:  # fmt: skip
        size, month = _scale(scale), _month(last_month)
        home = _emptied(Path(folder))
        output.say("cli.demo.make", style="bold", folder=str(home))
        with output.progress() as told:
            files = generate(home, seed, month, size, lambda _, n, of: told("demo.step.make", n / of))
        _check(output, files)
        place = Workplace.open(files.rulebook, home / "store", create=True, memory=memory)
        _load(output, place, files)
        with place.engine() as engine:
            for earlier in _months_before(files.period, months - 1):
                with output.progress() as told:
                    place.run(engine, earlier, told)
            with output.progress() as told:
                ran = place.run(engine, files.period, told)
            with output.progress() as told:
                write_all(place.store, ran.run, ran.computed, home / "out", (), told, ("html", "xlsx"))
        show_run(output, ran, place.rules.settings.currency)
        chosen = person or _worth_telling(ran)
        _show(output, place, ran, chosen, home)
        answer = {"ok": True, "folder": str(home), "period": files.period, "run": ran.run.id}
        sums = {"control": dict(ran.run.control), "counts": dict(ran.run.counts)}
        output.answer({**answer, "person": chosen, **sums})
        return served(output, home, port=port, demo=True) if serve else DONE

    return command


def _months_before(period: str, count: int) -> list[str]:
    """The keys of so many months before one, in order."""
    year, month = map(int, period.split("-"))
    number = year * 12 + month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(number - count, number)]


def _scale(given: str) -> Fraction:
    """The company's size. Raises Faulty outside 0 < scale ≤ 1."""
    try:
        scale = Fraction(given)
    except (ValueError, ZeroDivisionError):
        scale = Fraction(0)
    if not 0 < scale <= 1:
        raise Faulty(Fault("fault.demo.scale", {"scale": given}))
    return scale


def _month(given: str | None) -> str | None:
    """A month that the facts can end in. Raises Faulty for other texts."""
    if given is None or (_MONTH.fullmatch(given) and EARLIEST <= given <= LATEST):
        return given
    raise Faulty(Fault("fault.demo.month", {"month": given}))


def _emptied(home: Path) -> Path:
    """The demo's folder, made anew; a folder with anything else in it is left alone."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARK).exists():
            raise Faulty(Fault("fault.demo.folder", {"folder": str(home)}))
        _clear(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("", encoding="utf-8")
    return home


def _clear(home: Path) -> None:
    """All but the mark, by which a folder that was half cleared is still known."""
    for child in home.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name != MARK:
            child.unlink()


def _check(output: Output, files: DemoFiles) -> None:
    with output.progress() as told:
        found = checked(files.rulebook, None, told)
    if not found.ok:
        raise Faulty(*found.faults, *(f for result in found.cases for f in result.as_faults()))
    output.say("cli.demo.checked", documents=sum(found.documents.values()), cases=len(found.cases))


def _load(output: Output, place: Workplace, files: DemoFiles) -> None:
    reports: list[LoadReport] = []
    with output.progress() as told, place.engine() as engine:
        for number, (table, path) in enumerate(files.facts):
            reports.append(place.load(Source(path, table), engine=engine))
            told("demo.step.load", (number + 1) / len(files.facts))
    output.say(
        "cli.demo.loaded",
        files=len(reports),
        rows=sum(report.rows_loaded for report in reports),
        quarantined=sum(report.quarantined for report in reports),
    )


def _worth_telling(ran: Ran) -> str:
    """Whose pay has the most to explain: an account manager's before others', then one with a story of who
    answers for a miss, then the most components that paid and lines, then the first by key."""
    return max(sorted(_whole(ran)), key=lambda person: _much(ran, person))


def _whole(ran: Ran) -> list[str]:
    """Those who are paid for one whole spell; everyone, where nobody is."""
    pays = ran.computed.pays
    return [who for who, pay in pays.items() if pay.paid is not None and len(pay.spells) == 1] or list(pays)


def _much(ran: Ran, person: str) -> tuple[bool, int, int, int]:
    computed = ran.computed
    spells = computed.payroll.spells(person)
    cards = [
        computed.evaluation.card(spell, card.scorecard, computed.period)
        for spell in spells
        for card in computed.rules.scorecards(spell.post, computed.period.cycle, computed.period.last_day)
    ]
    results = [result for pay in computed.pays[person].spells for result in pay.components]
    return (
        any(spell.post == MANAGER for spell in spells),
        max((_story(card.story) for card in cards), default=0),
        sum(bool(result.amount) for result in results),
        sum(len(result.lines) for result in results),
    )


def _story(story: Story | None) -> int:
    """How much there is to tell of who answers for a miss: nothing, who was examined, who carries it."""
    if story is None or story.outcome in ("met", "undefined"):
        return 0
    return 2 if story.carried else 1


def _show(output: Output, place: Workplace, ran: Ran, person: str, home: Path) -> None:
    """One payslip in the terminal, and where to read on."""
    (told,) = statements(place.store, ran.run, ran.computed, [person])
    wording = Wording(output.wording.language, currency=place.rules.settings.currency)
    colour = rendering.colour_wanted(sys.stdout)
    output.page(rendering.payslip_text(told, wording, min(output.out.width, 100), colour=colour))
    write_all(place.store, ran.run, ran.computed, home / "out", (wording.language,), people=[person])
    stem = f"{person}-{ran.run.period}-{wording.language}"
    output.say("cli.demo.report", style="green", file=str(home / "out" / "statements" / f"{stem}.html"))
    output.say("cli.demo.index", file=str(home / "out" / "index.html"))
    output.say("cli.demo.next", command=_typed(), store=str(home / "store"), person=person)


def _typed() -> str:
    """How this command line is called from here: by name where the shell finds it, else by its path."""
    own = Path(sys.argv[0])
    if shutil.which("attain") or own.name != "attain":
        return "attain"
    here = Path.cwd()
    return str(own.relative_to(here)) if own.is_relative_to(here) else str(own)
