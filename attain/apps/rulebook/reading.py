"""The rulebook as readers see it: lists, a document with its versions, what changes between two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from attain.apps.rulebook.contracts import KINDS, Item, Named, Page, Part, Row, Version
from attain.apps.rulebook.links import Links
from attain.engine.decide.rules import NAMED
from attain.engine.declare import OPEN_END
from attain.engine.formulas import names
from attain.rulebook.documents import Document
from attain.rulebook.load import Loaded
from attain.rulebook.sites import sites
from attain.wording import Wording
from attain.wording.rules import Change, Sentence, difference, rows_for, sentences

#: Which kind of rule has the name "rulebook" in addresses: there is only one.
ONLY = "rulebook"


#: Attributes of a person: class, unit, market type.
Traits = Mapping[str, str]


def name_of(document: Document) -> str:
    """The name that addresses use."""
    return ONLY if document.kind == ONLY else document.name


def versions_of(loaded: Loaded, kind: str, name: str) -> list[Document]:
    """The documents of a name, the oldest first."""
    found = [each for each in loaded.documents if each.kind == kind and name_of(each) == name]
    return sorted(found, key=lambda each: each.starts or date.min)


def told(
    document: Document,
    loaded: Loaded,
    wording: Wording,
    valued_on: date | None = None,
    traits: Traits | None = None,
) -> list[Sentence]:
    """What a document says. valued_on, traits: whose figures of that day stand beside their names."""
    assert loaded.rules is not None
    return sentences(document.kind, document.rule, loaded.rules, wording, valued_on, traits)


def parts(found: Iterable[Sentence]) -> tuple[Part, ...]:
    """Sentences by part, lines below the sentence that opens them."""
    made = []
    for title, own in groupby(found, lambda each: each.part):
        items: list[Item] = []
        for each in own:
            if each.depth and items:
                items[-1] = replace(items[-1], lines=(*items[-1].lines, each.text))
            else:
                items.append(Item(each.text))
        made.append(Part(title, tuple(items)))
    return tuple(made)


def ends_of(loaded: Loaded, document: Document) -> date | None:
    """The first day on which the document no longer holds; None for an open end or a kind without dates."""
    if loaded.rules is None or document.kind not in NAMED:
        return None
    for each in loaded.rules.versions(document.kind, document.name):
        if each.starts == document.starts:
            return None if each.ends >= OPEN_END else each.ends
    return None


def state_of(document: Document, ends: date | None, today: date) -> str:
    if document.starts is None:
        return "always"
    if document.starts > today:
        return "planned"
    return "ended" if ends is not None and ends <= today else "now"


def rows(loaded: Loaded, wording: Wording, today: date) -> list[Row]:
    """A line for every document, one for all versions of a name."""
    order = {kind: at for at, kind in enumerate(KINDS)}
    listed = [each for each in loaded.documents if each.kind in order]
    listed.sort(key=lambda each: (order[each.kind], each.name, each.starts or date.min))
    found = []
    for (kind, name), own in groupby(listed, lambda each: (each.kind, name_of(each))):
        dated = [(each, state_of(each, ends_of(loaded, each), today)) for each in own]
        document, state = _foremost(dated)
        post = getattr(document.rule, "post", "") if kind in ("plan", "scorecard") else ""
        found.append(
            Row(
                kind,
                name,
                title_of(document, wording),
                wording.title(getattr(document.rule, "meaning", {}) or {}),
                post,
                post_title(loaded, post, wording),
                state,
                document.starts,
                len(dated),
                document.library,
                partial(_texts, document, loaded, wording),
            )
        )
    return found


def _texts(document: Document, loaded: Loaded, wording: Wording) -> list[str]:
    return [each.text for each in told(document, loaded, wording)]


def _foremost(dated: Sequence[tuple[Document, str]]) -> tuple[Document, str]:
    """In force today; else the next that will be; else the last that was."""
    for wanted in ("now", "always", "planned"):
        for document, state in dated:
            if state == wanted:
                return document, state
    return dated[-1]


def title_of(document: Document, wording: Wording) -> str:
    title = wording.title(getattr(document.rule, "title", None) or {})
    return title or document.name.replace("_", " ")


def post_title(loaded: Loaded, post: str, wording: Wording) -> str:
    assert loaded.rules is not None
    return wording.title(loaded.rules.posts.get(post) or {}, post.replace("_", " ")) if post else ""


def page(loaded: Loaded, links: Links, kind: str, name: str, today: date, wording: Wording) -> Page | None:
    """A document with everything around it; None where there is none of that name."""
    own = page_versions(loaded, kind, name, wording, today)
    if not own:
        return None
    document, _ = _foremost([(each, version.state) for each, version in own])
    shown = next(version for each, version in own if each is document)
    post = getattr(document.rule, "post", "") if kind in ("plan", "scorecard") else ""
    of = {"post": post} if post else {}
    return Page(
        kind=kind,
        name=name,
        title=title_of(document, wording),
        meaning=wording.title(getattr(document.rule, "meaning", None) or {}),
        source=wording.title(getattr(document.rule, "source", None) or {}),
        post=Named("post", post, post_title(loaded, post, wording)) if post else None,
        shown=shown,
        versions=tuple(version for _, version in reversed(own)),
        params=params_of(document, loaded, wording, max(today, document.starts or today), of),
        used_by=_named(links.used_by(kind, name), loaded, wording),
        reads=_named(links.reads(kind, name), loaded, wording),
    )


def _version(
    document: Document, loaded: Loaded, wording: Wording, today: date, traits: Traits | None = None
) -> Version:
    ends = ends_of(loaded, document)
    state = state_of(document, ends, today)
    day = today if state in ("now", "always") else document.starts
    said = without_dates(told(document, loaded, wording, day, traits))
    return Version(
        document.starts, ends, state, f"{document.path}:{document.line}", document.library, parts(said)
    )


def without_dates(found: Iterable[Sentence]) -> list[Sentence]:
    """Without the sentence of the days on which it holds: pages show those beside."""
    return [each for each in found if each.paths[0] != ("from",)]


def differing(before: Iterable[Sentence], after: Iterable[Sentence]) -> list[Change]:
    """Only what is gone or has come."""
    found = difference(without_dates(before), without_dates(after))
    return [each for each in found if each.kind != "same"]


def params_of(
    document: Document, loaded: Loaded, wording: Wording, day: date, traits: Traits
) -> tuple[tuple[Named, Part], ...]:
    """The figures that a document's formulas name and that differ among those with these traits."""
    rules = loaded.rules
    assert rules is not None
    read = [name for site in sites(document.rule) for name in names(site.formula.tree)]
    found = []
    for name in dict.fromkeys(read):
        param = rules.param(name, day) if rules.kind_of(name) == "param" else None
        fit = rows_for(param, traits) if param is not None else ()
        if param is not None and len(fit) > 1:
            own = param.model_copy(update={"values": fit})
            said = without_dates(sentences("param", own, rules, wording))
            title = wording.title(param.title, name.replace("_", " "))
            found.append((Named("param", name, title), parts(said)[0]))
    return tuple(found)


def _named(found: Iterable[tuple[str, str]], loaded: Loaded, wording: Wording) -> tuple[Named, ...]:
    order = {kind: at for at, kind in enumerate(KINDS)}
    named = [Named(kind, name, document_title(loaded, kind, name, wording)) for kind, name in found]
    return tuple(sorted(named, key=lambda each: (order[each.kind], each.title)))


def document_title(loaded: Loaded, kind: str, name: str, wording: Wording) -> str:
    documents = versions_of(loaded, kind, name)
    return title_of(documents[-1], wording) if documents else name.replace("_", " ")


def rules_for_post(
    loaded: Loaded, post: str, today: date, wording: Wording, traits: Traits
) -> list[tuple[Named, Version, tuple[Any, ...], list[Version]]]:
    """What a post is paid and judged by: (document, what holds today, figures, what is planned)."""
    of = {**traits, "post": post}
    found = []
    for kind in ("plan", "scorecard"):
        of_post = [d for d in loaded.documents if d.kind == kind and d.rule.post == post]
        for name in sorted({each.name for each in of_post}, key=lambda each: _cycle(of_post, each)):
            own = page_versions(loaded, kind, name, wording, today, of)
            now = next(((d, v) for d, v in own if v.state == "now"), None)
            if now is None:
                continue
            document, version = now
            planned = [each for _, each in own if each.state == "planned"]
            named = Named(kind, name, title_of(document, wording))
            figures = params_of(document, loaded, wording, today, of)
            found.append((named, version, figures, planned))
    return found


_CYCLES = ("week", "month", "quarter", "half_year", "year")


def _cycle(documents: Iterable[Document], name: str) -> tuple[int, str]:
    cycle = next(each.rule.cycle for each in documents if each.name == name)
    return _CYCLES.index(cycle), name


def page_versions(
    loaded: Loaded,
    kind: str,
    name: str,
    wording: Wording,
    today: date,
    traits: Traits | None = None,
) -> list[tuple[Document, Version]]:
    """Documents with their versions, each with what it changed, the oldest first."""
    documents = versions_of(loaded, kind, name)
    found: list[tuple[Document, Version]] = []
    for at, document in enumerate(documents):
        version = _version(document, loaded, wording, today, traits)
        if at:
            before, after = (told(documents[n], loaded, wording) for n in (at - 1, at))
            version = replace(version, changes=tuple(differing(before, after)))
        found.append((document, version))
    return found
