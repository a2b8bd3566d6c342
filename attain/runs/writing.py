"""A run's files for people: statements in their languages, the payroll file, the workbook, the index."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from pathlib import Path

from attain.engine.decide.publish import Published
from attain.engine.decide.rules import Rules
from attain.engine.declare import LANGUAGES
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.period import Period
from attain.engine.store import DuckEngine, Store, known_until
from attain.rulebook.bundle import files_of
from attain.runs import rendering
from attain.runs.again import recompute
from attain.runs.compute import Computed, Progress, quiet
from attain.runs.explain import PAID
from attain.runs.left_over import of_sums
from attain.runs.page import sweep_pages, write_page
from attain.runs.register import Register, Run
from attain.runs.statement import Origin, Person, Statement, statement

FORMATS = ("html", "pdf", "xlsx")

#: Of a table of people, those whose keys are given.
AMONG = "WHERE list_contains(?, person_id)"

#: A key has at most so many signs in a file's name.
LONGEST = 60


def known_languages(given: str) -> tuple[str, ...]:
    """Languages as written on a command line: "en,zh"; none = each person's own. Raises Faulty for others."""
    found = tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    for language in found:
        if language not in LANGUAGES:
            values = {"language": language, "known": ", ".join(LANGUAGES)}
            raise Faulty(Fault("fault.export.language", values))
    return found


@dataclass
class Written:
    """What was written where."""

    folder: Path
    statements: int = 0
    files: list[str] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def people_of(store: Store, run: Run, rules: Rules, keys: Collection[str] | None = None) -> dict[str, Person]:
    """Who the run's people are, or those with these keys.

    Names are read at the last moment and kept nowhere; an erased one is "". language: "" where the store
    knows none that statements can be written in.
    """
    with DuckEngine() as engine:
        engine.register(store.snapshot(run.snapshot), {"people": rules.tables["people"]})
        known = "SELECT person_id, language FROM people"
        rows = engine.query(known) if keys is None else engine.query(f"{known} {AMONG}", [sorted(keys)])
    languages = {person: language or "" for person, language in sorted(rows)}
    names = {row["person_id"]: row for row in store.personal("people", keys)}
    found = {}
    for key, language in languages.items():
        known = names.get(key, {})
        texts = {name: known.get(name) or "" for name in ("name", "given_name", "family_name")}
        found[key] = Person(key, **texts, language=language if language in LANGUAGES else "")
    return found


def origin_of(store: Store, engine: DuckEngine, run: Run, rules: Rules, period: Period) -> Origin:
    """What every page of results says of where its numbers come from. period: the run's."""
    snapshot = store.snapshot(run.snapshot)
    return Origin(
        company=rules.settings.rulebook,
        run=run.id,
        bundle=run.bundle,
        snapshot=run.snapshot,
        state=Register(store).state(run),
        facts_until=known_until(engine, snapshot, rules.tables, period.start, period.end),
        currency=rules.settings.currency,
        currency_decimals=rules.settings.currency_decimals,
    )


def statements(store: Store, run: Run, computed: Computed, people: Sequence[str] = ()) -> list[Statement]:
    """Statements of everyone, or of some people. Raises Faulty for people whom the run does not know."""
    for person in people:
        if person not in computed.pays:
            near = nearest(person, list(computed.pays))
            raise Faulty(Fault("fault.explain.person", {"person": person, "nearest": near}))
    known = people_of(store, run, computed.rules)
    with DuckEngine() as engine:
        origin = origin_of(store, engine, run, computed.rules, computed.period)
    chosen = people or sorted(computed.pays)
    return [statement(computed, known.get(key, Person(key)), origin, known) for key in chosen]


def write_all(
    store: Store,
    run: Run,
    computed: Computed,
    folder: Path,
    languages: Sequence[str] = (),
    progress: Progress = quiet,
    formats: Sequence[str] = FORMATS,
    people: Sequence[str] = (),
    kind: str = "all",
) -> Written:
    """Statements (in each person's language, or in all of `languages`), index, payroll, workbook, results.

    kind: "all", "statements", "payroll" or "summary". Raises Faulty for unknown people.
    """
    done = Written(folder)
    sweep_pages(folder)
    sweep_pages(folder / "statements")
    fallback = computed.rules.settings.languages[0]
    made = statements(store, run, computed, people)
    if kind in ("all", "statements"):
        for number, each in enumerate(made):
            for language in languages or (each.person.language or fallback,):
                _write_statement(done, each, language, formats)
            done.statements += 1
            progress("run.step.statements", (number + 1) / len(made))
        done.warnings += _lacking_fonts(made, languages, fallback, formats)
    if not people:
        _write_run(done, run, computed, made, languages[0] if languages else fallback, kind)
        if kind == "all":
            _write_results(done, Register(store).results(run))
    return done


def export_run(
    store: Store,
    engine: DuckEngine,
    run: Run,
    folder: Path,
    kind: str,
    languages: Sequence[str],
    progress: Progress,
    formats: Sequence[str],
    people: Sequence[str],
) -> Written:
    """The files of a stored run, computed again from what it read."""
    if kind == "results":
        return export_results(store, run, folder, people)
    computed = recompute(store, engine, run, progress)
    return write_all(store, run, computed, folder, languages, progress, formats, people, kind)


def export_results(store: Store, run: Run, folder: Path, people: Sequence[str] = ()) -> Written:
    """Every number, or those of some people, as the run keeps them. Raises Faulty for unknown people."""
    done, results = Written(folder), Register(store).results(run)
    own = {person: results.of("person", person) for person in people}
    for person, found in own.items():
        if not found:
            near = nearest(person, [subject for subject, _, _ in results.column(PAID)])
            raise Faulty(Fault("fault.explain.person", {"person": person, "nearest": near}))
    _write_results(done, chain.from_iterable(own.values()) if people else results)
    return done


def export_rulebook(store: Store, run: Run, folder: Path) -> Written:
    """The rulebook that a run used, as the YAML files that it was published from."""
    done = Written(folder)
    for name, content in sorted(files_of(store.place.read(f"bundles/{run.bundle}.json")).items()):
        _write(done, name, content)
    return done


def _write_statement(done: Written, each: Statement, language: str, formats: Sequence[str]) -> None:
    stem = f"{_safe(each.person.id)}-{each.period.key}-{language}"
    for kind in formats:
        content = getattr(rendering, f"statement_{kind}")(each, language)
        _write(done, f"statements/{stem}.{kind}", content)


def _lacking_fonts(
    made: list[Statement], languages: Sequence[str], fallback: str, formats: Sequence[str]
) -> list[Fault]:
    """Languages whose signs no font of this machine has: their PDFs show boxes."""
    if "pdf" not in formats:
        return []
    used = sorted({*languages} or {each.person.language or fallback for each in made})
    return [fault for language in used if (fault := rendering.lacking_font(language)) is not None]


def _write_run(
    done: Written, run: Run, computed: Computed, made: list[Statement], language: str, kind: str
) -> None:
    control, left = computed.control, of_sums(run.control)
    titles = _measure_titles(computed) | {each.pool: computed.rules.title(each.pool) for each in left}
    if kind == "all":
        links = _links(done, made)
        _write(done, "index.html", rendering.run_index_html(made, control, language, links, titles, left))
    if kind in ("all", "summary"):
        _write(done, "summary.xlsx", rendering.summary_xlsx(made, control, language, titles, left))
    if kind in ("all", "payroll"):
        _write(done, "payroll.csv", rendering.payroll_csv(made).content)


def _write_results(done: Written, published: Iterable[Published]) -> None:
    _write(done, "results.csv", rendering.results_export(published))


def _measure_titles(computed: Computed) -> dict[str, Mapping[str, str]]:
    names = {each.measure for each in (*computed.control.sums, *computed.control.lacking)}
    return {name: computed.rules.title(name) for name in sorted(names)}


def _links(done: Written, made: list[Statement]) -> dict[str, str]:
    """Each person's page among the files written: the first, where there are several languages."""
    pages: dict[str, str] = {}
    for name in done.files:
        if name.endswith(".html"):
            pages.setdefault(name.rpartition("-")[0], name)
    starts = {each.person.id: f"statements/{_safe(each.person.id)}-{each.period.key}" for each in made}
    return {person: pages[start] for person, start in starts.items() if start in pages}


def _write(done: Written, name: str, content: bytes | str | Iterable[bytes]) -> None:
    path = done.folder / name
    if not path.resolve().is_relative_to(done.folder.resolve()):
        raise Faulty(Fault("fault.export.outside", {"name": name}))
    write_page(path, content)
    done.files.append(name)


def _safe(key: str) -> str:
    """A person's key as a file name: nothing in it can leave the folder, and no two keys share one."""
    plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in key)[:LONGEST]
    return plain if plain == key else f"{plain}-{sha256(key.encode()).hexdigest()[:8]}"
