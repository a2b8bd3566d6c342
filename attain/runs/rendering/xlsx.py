"""One person's statement as a workbook: pay, scorecard, and what it rests on; numbers as numbers."""

from xlsxwriter.utility import xl_rowcol_to_cell

from attain.runs.rendering.sheet import CardPart, ComponentPart, Figure, PlanPart, Row
from attain.runs.rendering.sheet import Sheet as Statement
from attain.runs.rendering.workbook import Book, Sheet
from attain.wording import Wording
from attain.wording.figures import counted_decimals
from attain.wording.figures import own_decimals as decimals_of

AMOUNT = 3


def statement_book(sheet: Statement, wording: Wording) -> bytes:
    """The sheet as XLSX. Sums are formulas with the values of the statement."""
    say = wording.say
    title = f"{say('statement.title')} · {sheet.person} · {sheet.period}"
    book = Book(title, sheet.company, sheet.decimals)
    _pay(book.sheet(say("statement.title")), sheet, wording)
    if sheet.cards:
        page = book.sheet(say("statement.scorecards"), landscape=True)
        for card in sheet.cards:
            _card(page, card, wording)
        page.done()
    page = book.sheet(say("statement.origin"))
    for fact in sheet.origin:
        page.text(0, fact.label)
        page.text(1, fact.value)
        page.next()
    page.done()
    return book.content()


def _pay(page: Sheet, sheet: Statement, wording: Wording) -> None:
    say = wording.say
    page.text(0, f"{say('statement.title')} · {sheet.period}", bold=True, font_size=14)
    page.next()
    about = (sheet.person, sheet.person_id, sheet.posts, sheet.company, sheet.state_text)
    for text in filter(None, about):
        page.text(0, text, bold=text == sheet.person)
        page.next()
    for reason in sheet.held:
        page.text(0, reason, font_color="#b3261e", fits=False)
        page.next()
    page.next()
    amount = say("statement.amount", currency=sheet.currency)
    page.heads((say("statement.what"), say("statement.base"), say("statement.rate"), amount))
    page.page.freeze_panes(page.row, 1)
    earned = [_plan(page, plan, wording) for plan in sheet.plans]
    page.next()
    page.text(0, say("statement.settlement"), bold=True)
    page.next()
    first = page.row
    _earned(page, sheet.earned, earned)
    for row in (*sheet.steps, *sheet.differences):
        _row(page, row)
    _sum(page, sheet.total, first, page.row - 1)
    if sheet.balance:
        _row(page, sheet.balance)
    page.done()


def _plan(page: Sheet, plan: PlanPart, wording: Wording) -> int:
    """The plan's rows; the row of its total."""
    page.text(0, plan.title, bold=True)
    page.next()
    page.text(0, " · ".join(filter(None, (plan.whose, plan.rule))), font_color="#5f6872", fits=False)
    page.next()
    totals = [_component(page, part) for part in plan.components]
    for row in plan.limits:
        totals.append(page.row)
        _row(page, row)
    cells = [xl_rowcol_to_cell(row, AMOUNT) for row in totals]
    page.text(0, wording.say("statement.total"), bold=True, top=1)
    if plan.number is None or not cells:
        page.number(AMOUNT, plan.number, bold=True, top=1)
    else:
        page.formula(AMOUNT, "=" + "+".join(cells), plan.number, bold=True, top=1)
    page.next()
    return page.row - 1


def _component(page: Sheet, part: ComponentPart) -> int:
    """A component's total above its lines; the row of the total."""
    at, count = page.row, len(part.lines)
    page.text(0, part.title, bold=True)
    if part.number is None or not count:
        page.number(AMOUNT, part.number, bold=True)
    else:
        first, last = (xl_rowcol_to_cell(at + n, AMOUNT) for n in (1, count))
        page.formula(AMOUNT, f"=SUBTOTAL(9,{first}:{last})", part.number, bold=True)
    page.next()
    for line in part.lines:
        page.text(0, line.text, indent=1)
        for column, figure in enumerate(line.figures, 1):
            if figure is not None:
                decimals = _decimals(figure) if figure.decimals is None else figure.decimals
                page.number(column, figure.value, figure.unit, decimals)
        page.number(AMOUNT, line.number)
        page.next()
    for note in (part.aside, *part.notes):
        if note:
            page.text(0, note, indent=1, font_color="#5f6872", fits=False)
            page.next()
    return at


def _decimals(figure: Figure) -> int | None:
    """Decimals that a figure of its own is shown with; None for money: those of the currency."""
    if figure.unit == "money":
        return None
    if figure.unit == "count":
        return counted_decimals(figure.value, figure.unit)
    hundredfold = 2 if figure.unit == "percent" else 0
    return decimals_of(figure.value.scaleb(hundredfold))


def _earned(page: Sheet, earned: Row, totals: list[int]) -> None:
    page.text(0, earned.text)
    if earned.number is None or not totals:
        page.number(AMOUNT, earned.number)
    else:
        cells = "+".join(xl_rowcol_to_cell(row, AMOUNT) for row in totals)
        page.formula(AMOUNT, f"={cells}", earned.number)
    page.next()


def _row(page: Sheet, row: Row) -> None:
    page.text(0, row.text, fits=len(row.text) < 50)
    page.number(AMOUNT, row.number)
    page.next()


def _sum(page: Sheet, total: Row, first: int, last: int) -> None:
    look = {"bold": True, "top": 2}
    page.text(0, total.text, **look)
    for column in range(1, AMOUNT):
        page.text(column, "", **look)
    if total.number is None:
        page.text(AMOUNT, total.amount, align="right", **look)
    else:
        span = f"{xl_rowcol_to_cell(first, AMOUNT)}:{xl_rowcol_to_cell(last, AMOUNT)}"
        page.formula(AMOUNT, f"=SUM({span})", total.number, **look)
    page.next()


def _card(page: Sheet, card: CardPart, wording: Wording) -> None:
    say = wording.say
    page.text(0, card.title, bold=True, font_size=13, fits=False)
    page.next()
    page.text(0, " · ".join(filter(None, (card.whose, card.rule))), font_color="#5f6872", fits=False)
    page.next()
    heads = ("statement.kpi", "statement.actual", "statement.full_at", "statement.score")
    page.heads([say(id) for id in (*heads, "statement.weight_head", "statement.points")])
    for line in card.lines:
        page.text(0, line.title)
        actual, score, weight, points = line.numbers
        shown = 2 if line.actual_decimals is None else line.actual_decimals
        page.number(1, actual, "percent" if line.actual_unit == "percent" else "number", shown)
        page.text(2, line.full_at, align="right")
        for column, value in ((3, score), (4, weight), (5, points)):
            page.number(column, value, "number", 2)
        if line.remark:
            page.text(6, line.remark)
        page.next()
    for row in card.extras:
        page.text(0, row.text, fits=len(row.text) < 50)
        page.number(5, row.number, "number", 2)
        page.next()
    grade = f" · {say('statement.grade', grade=card.grade)}" if card.grade else ""
    page.text(0, say("statement.total") + grade, bold=True, top=1)
    page.number(5, card.number, "number", 2, bold=True, top=1)
    page.next(2)
    told = [gate.tree.text for gate in card.gates]
    if card.story:
        told += [card.story.text, *(child.text for child in card.story.children)]
    for text in told:
        page.text(0, text, fits=False)
        page.next()
    page.next()
