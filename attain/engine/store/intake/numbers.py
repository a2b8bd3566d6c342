"""Numbers in texts: which decimal mark a file uses, and the exact integers that its texts stand for."""

from collections.abc import Sequence

from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine

_SPACES = " \u00a0\u202f\u2009'’"
_WIDE = ("０１２３４５６７８９．，－−％（）", "0123456789.,--%()")
_SIGNS = "$€£¥￥₽₩"

#: What stands before the mark, with and without groups of thousands, and after it.
_SHAPES = {
    ".": rf"[+-]?(?:\d+|[1-9]\d{{0,2}}(?:[,{_SPACES}]\d{{3}})+)?(?:\.\d+)?",
    ",": rf"[+-]?(?:\d+|[1-9]\d{{0,2}}(?:[.{_SPACES}]\d{{3}})+)?(?:,\d+)?",
}


def bare_name(column: str) -> str:
    """The column of `bared` that holds the bare text of a column of `texts`."""
    return f"bare {column}"


def bare(text: str) -> str:
    """SQL: `text` with full-width digits made plain, (12) as -12, and signs of money and percent dropped.

    Most texts are plain numbers already; they are asked first, because the rest is slow.
    """
    narrow = f"translate({text}, {sql.text(_WIDE[0])}, {sql.text(_WIDE[1])})"
    positive = f"regexp_replace({narrow}, '^\\((.+)\\)$', '-\\1')"
    signs = f"'^([+-]?)[{_SIGNS}]\\s*|\\s*[{_SIGNS}%]$'"
    plain = f"regexp_full_match({text}, '[+-]?[0-9]+(?:[.][0-9]+)?')"
    return f"CASE WHEN {plain} THEN {text} ELSE regexp_replace({positive}, {signs}, '\\1', 'g') END"


def plain_pattern(scale: int) -> str:
    """A plain number that fits a column of this scale and is the same whatever the file's convention."""
    fractions = {0: "", 1: "(?:[.][0-9])?"}
    long = f"|[0-9]{{4,{scale}}}" if scale >= 4 else ""
    fraction = fractions.get(scale, f"(?:[.](?:[0-9]{{1,2}}{long}))?")
    return f"-?[0-9]{{1,{max(1, _digits(scale))}}}{fraction}"


def _digits(scale: int) -> int:
    """How many digits may stand before the point so that shifting it stays within eighteen."""
    return 18 - 2 * scale


def plain_integer(text: str, scale: int) -> str:
    """SQL: the integer of a plain text (see `plain_pattern`)."""
    if _digits(scale) < 1:
        return f"CAST(CAST(TRY_CAST({text} AS DECIMAL(38, {scale})) * {10**scale} AS HUGEINT) AS BIGINT)"
    narrow = f"TRY_CAST({text} AS DECIMAL({18 - scale}, {scale}))"
    return f"CAST({narrow} * {10**scale} AS BIGINT)"


def bare_texts(engine: DuckEngine, columns: Sequence[str]) -> None:
    """Makes `bared`: the columns of `texts`, and beside them the bare texts of number columns."""
    bares = "".join(f", {bare(sql.name(c))} AS {sql.name(bare_name(c))}" for c in columns)
    engine.execute(f"CREATE VIEW bared AS SELECT *{bares} FROM texts")


def fits(text: str, mark: str) -> str:
    """SQL: whether a bare text is a number with this decimal mark."""
    shape = sql.text(_SHAPES[mark])
    return f"(regexp_full_match({text}, {shape}) AND regexp_matches({text}, '[0-9]'))"


def decimal_mark(engine: DuckEngine, columns: Sequence[str], file: str) -> str | None:
    """The one mark with which the numbers in `bared` can be read; None where either will do.

    Decided over all values of all number columns: a file has one convention.
    Raises Faulty if values could be read both ways to different numbers, and none decides.
    """
    if not columns:
        return None
    plain = [_plain_counts(sql.name(bare_name(column))) for column in columns]
    (row,) = engine.query(f"SELECT {', '.join(plain)} FROM bared")
    if not sum(row[0::2]):
        return "." if sum(row[1::2]) else None
    counted = [_counts(sql.name(bare_name(column))) for column in columns]
    (row,) = engine.query(f"SELECT {', '.join(counted)} FROM bared")
    points, commas, either, examples = (row[part::4] for part in range(4))
    if sum(points) != sum(commas):
        return "." if sum(points) > sum(commas) else ","
    if sum(either):
        example = next(example for example in examples if example is not None)
        raise Faulty(Fault("fault.decimal_unsure", {"example": example}, file))
    return None


def _plain_counts(text: str) -> str:
    """SQL: how many texts are no plain numbers with an undoubted point, and how many have a point."""
    plain = f"regexp_full_match({text}, '[+-]?[0-9]+(?:[.](?:[0-9]{{1,2}}|[0-9]{{4,}}))?')"
    return f"count(*) FILTER (WHERE NOT {plain}), count(*) FILTER (WHERE contains({text}, '.'))"


def _counts(text: str) -> str:
    """SQL: how many texts fit a point, a comma, both and differently; and one of the latter."""
    marked = f"regexp_matches({text}, '[.,]')"
    both = f"{marked} AND {fits(text, '.')} AND {fits(text, ',')}"
    return (
        f"count(*) FILTER (WHERE {marked} AND {fits(text, '.')}), "
        f"count(*) FILTER (WHERE {marked} AND {fits(text, ',')}), "
        f"count(*) FILTER (WHERE {both}), min({text}) FILTER (WHERE {both})"
    )


def integer_of(column: str, scale: int, mark: str, kind: str) -> tuple[str, str]:
    """SQL over `bared`: the integer of a scale that a column's text stands for, or NULL; and the fault then.

    More decimals than the column keeps are a fault: no cent is rounded away in silence.
    """
    text, number = sql.name(column), sql.name(bare_name(column))
    groups = f"[+{_SPACES}{'.' if mark == ',' else ','}]"
    plain = f"regexp_replace({number}, {sql.text(groups)}, '', 'g')"
    whole, after = f"split_part({plain}, '{mark}', 1)", f"rtrim(split_part({plain}, '{mark}', 2), '0')"
    value, decimals = _shifted(whole, after, scale), f"length({after})"
    percent = f"(suffix({text}, '%') OR suffix({text}, '％'))"
    good = fits(number, mark)
    if kind == "percent":
        value = f"CASE WHEN {percent} THEN {_shifted(whole, after, scale - 2)} ELSE {value} END"
        decimals = f"({decimals} + CASE WHEN {percent} THEN 2 ELSE 0 END)"
    else:
        good = f"({good} AND NOT {percent})"
    typed = f"CASE WHEN {good} AND {decimals} <= {scale} THEN {value} END"
    if mark == "." and (digits := _digits(scale)) > 0:
        simple = f"regexp_full_match({text}, '-?[0-9]{{1,{digits}}}(?:[.][0-9]{{0,{scale}}})?')"
        typed = f"CASE WHEN {simple} THEN {plain_integer(text, scale)} ELSE {typed} END"
    fault = (
        f"CASE WHEN NOT {good} THEN 'fault.cell_number' "
        f"WHEN {decimals} > {scale} THEN 'fault.cell_precision' ELSE 'fault.cell_too_large' END"
    )
    return typed, fault


def _shifted(whole: str, after: str, scale: int) -> str:
    """SQL: digits before and after the mark as one integer of a scale."""
    return f"TRY_CAST({whole} || rpad({after}, {max(scale, 0)}, '0') AS BIGINT)"
