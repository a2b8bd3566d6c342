"""A run as a workbook: people × scorecards × components with totals, control sums, facts without an owner."""

from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from attain.runs.pieces import DRAW
from attain.runs.rendering.people import name_of
from attain.runs.rendering.reader import Reader
from attain.runs.rendering.sheet_of import origin_facts
from attain.runs.rendering.summary import Entry, Summary
from attain.runs.rendering.workbook import Book, Sheet
from attain.wording import Wording

ZERO = Decimal(0)
REASONS = {"no_owner": "index.reason.no_owner", "owner_left": "index.reason.owner_left"}


def summary_book(summary: Summary, wording: Wording) -> bytes:
    """The run as XLSX. Totals are formulas; the payroll file's control sum stands beside them."""
    reader = Reader(wording, summary.titles, summary.origin.currency_decimals)
    title = f"{wording.say('index.title')} · {wording.period(summary.period)}"
    book = Book(title, summary.origin.company, summary.origin.currency_decimals)
    _people(book.sheet(wording.say("index.title"), landscape=True), summary, reader)
    _control(book.sheet(wording.say("index.control")), summary, reader)
    page = book.sheet(wording.say("statement.origin"))
    for fact in origin_facts(summary.origin, reader):
        page.text(0, fact.label)
        page.text(1, fact.value)
        page.next()
    page.done()
    return book.content()


def _people(page: Sheet, summary: Summary, reader: Reader) -> None:
    say = reader.say
    page.text(
        0,
        f"{say('index.title')} · {reader.wording.period(summary.period)}",
        bold=True,
        font_size=14,
        fits=False,
    )
    page.next()
    page.text(0, say("statement.amount", currency=summary.origin.currency), font_color="#5f6872", fits=False)
    page.next(2)
    cards, components = summary.cards, summary.components
    heads = [say(id) for id in ("index.key", "index.person", "index.post", "index.unit")]
    for card in cards:
        title = reader.title(card)
        heads += [f"{title}: {say('index.score')}", f"{title}: {say('index.grade')}"]
    heads += [say("index.draw") if name == DRAW else reader.title(name) for name in components]
    heads += [say("index.other"), say("statement.paid")]
    page.heads(heads, figures_from=4)
    page.page.freeze_panes(page.row, 2)
    first = page.row
    for entry in summary.entries:
        _entry(page, entry, cards, components, reader)
    page.page.autofilter(first - 1, 0, max(page.row - 1, first), len(heads) - 1)
    _totals(page, summary, first, 4 + 2 * len(cards), reader)
    page.done()


def _entry(
    page: Sheet, entry: Entry, cards: tuple[str, ...], components: tuple[str, ...], reader: Reader
) -> None:
    page.text(0, entry.person.id)
    page.text(1, name_of(entry.person, reader.wording))
    page.text(2, ", ".join(reader.title(post) for post in entry.posts))
    page.text(3, ", ".join(reader.title(unit) for unit in entry.units))
    column = 4
    for card in cards:
        total, grade = entry.scores.get(card, (None, ""))
        page.number(column, total, "number", 2)
        page.text(column + 1, grade, align="right")
        column += 2
    start = column
    for name in components:
        page.number(column, entry.components.get(name))
        column += 1
    page.number(column, None if entry.paid is None else entry.other)
    if entry.paid is None:
        page.text(column + 1, reader.say("statement.state.held"), align="right", bold=True)
    else:
        span = f"{xl_rowcol_to_cell(page.row, start)}:{xl_rowcol_to_cell(page.row, column)}"
        page.formula(column + 1, f"=SUM({span})", entry.paid, bold=True)
    page.next()


def _totals(page: Sheet, summary: Summary, first: int, start: int, reader: Reader) -> None:
    paid, components = [entry for entry in summary.entries if entry.paid is not None], summary.components
    sums = [sum((e.components.get(name, ZERO) for e in paid), ZERO) for name in components]
    sums += [sum((e.other for e in paid), ZERO), summary.paid]
    last = max(page.row - 1, first)
    page.text(0, reader.say("statement.total"), bold=True, top=1)
    for column, value in enumerate(sums, start):
        span = f"{xl_rowcol_to_cell(first, column)}:{xl_rowcol_to_cell(last, column)}"
        page.formula(column, f"=SUBTOTAL(9,{span})", value, bold=True, top=1)
    page.next()


def _control(page: Sheet, summary: Summary, reader: Reader) -> None:
    """Credited + uncredited = all facts, by measure; then what found no owner, by unit and reason."""
    say = reader.say
    page.heads([say(f"index.{word}") for word in ("measure", "all", "credited", "uncredited")])
    page.page.freeze_panes(page.row, 1)
    for each in summary.control.sums:
        page.text(0, reader.title(each.measure))
        unit = "money" if each.unit == "money" else "number"
        all_, credited = (xl_rowcol_to_cell(page.row, column) for column in (1, 2))
        page.number(1, each.all, unit)
        page.number(2, each.credited, unit)
        page.formula(3, f"={all_}-{credited}", each.uncredited, unit)
        page.next()
    page.next()
    page.text(0, say("index.lacking"), bold=True, fits=False)
    page.next()
    if not summary.control.lacking:
        page.text(0, say("index.all_credited"), fits=False)
        page.next()
    else:
        page.heads([say(f"index.{word}") for word in ("measure", "unit", "reason", "facts", "uncredited")], 3)
    for each in summary.control.lacking:
        page.text(0, reader.title(each.measure))
        page.text(1, reader.title(each.unit) if each.unit else say("index.unknown_unit"))
        page.text(2, say(REASONS[each.reason]) if each.reason in REASONS else each.reason)
        page.number(3, each.facts, "number", 0)
        page.number(4, each.value, "number")
        page.next()
    _left(page, summary, reader)
    page.next()
    page.text(0, say("index.control_sum"), bold=True)
    page.number(1, summary.paid, bold=True)
    page.next()
    page.done()


def _left(page: Sheet, summary: Summary, reader: Reader) -> None:
    """What pools leave over: with whom it stays, and why nobody gets it."""
    if not summary.left:
        return
    say = reader.say
    page.next()
    page.text(0, say("left_over.title"), bold=True, fits=False)
    page.next()
    page.text(0, say("left_over.told"), fits=False)
    page.next()
    page.heads([say(f"left_over.{word}") for word in ("pool", "place", "why", "amount")], 3)
    for each in summary.left:
        page.text(0, reader.title(each.pool))
        page.text(1, reader.title(each.unit) if each.unit else say("left_over.company"))
        page.text(2, say(each.why))
        page.number(3, each.amount)
        page.next()
