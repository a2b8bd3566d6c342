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


def bare(text: str) -> str:
    """SQL: `text` with full-width digits made plain, (12) as -12, and signs of money and percent dropped."""
    plain = f"translate({text}, {sql.text(_WIDE[0])}, {sql.text(_WIDE[1])})"
    plain = f"regexp_replace({plain}, '^\\((.+)\\)$', '-\\1')"
    plain = f"regexp_replace({plain}, '^([+-]?)[{_SIGNS}]\\s*|\\s*[{_SIGNS}%]$', '\\1', 'g')"
    return plain


def fits(text: str, mark: str) -> str:
    """SQL: whether a bare text is a number with this decimal mark."""
    shape = sql.text(_SHAPES[mark])
    return f"(regexp_full_match({text}, {shape}) AND regexp_matches({text}, '\\d'))"


def decimal_mark(engine: DuckEngine, columns: Sequence[str], file: str) -> str | None:
    """The one mark with which the numbers in `texts` can be read; None where either will do.

    Decided over all values of all number columns: a file has one convention.
    Raises Faulty if values could be read both ways to different numbers, and none decides.
    """
    if not columns:
        return None
    union = " UNION ALL ".join(f"SELECT {sql.name(c)} AS t FROM texts" for c in columns)
    point, comma = fits("b", "."), fits("b", ",")
    (counts,) = engine.query(
        f"SELECT count(*) FILTER (WHERE {point}), count(*) FILTER (WHERE {comma}), "
        f"count(*) FILTER (WHERE {point} AND {comma} AND regexp_matches(b, '[.,]')), "
        f"any_value(t) FILTER (WHERE {point} AND {comma} AND regexp_matches(b, '[.,]')) "
        f"FROM (SELECT DISTINCT t, {bare('t')} AS b FROM ({union}) WHERE t IS NOT NULL)"
    )
    points, commas, either, example = counts
    if points != commas:
        return "." if points > commas else ","
    if either:
        raise Faulty(Fault("fault.decimal_unsure", {"example": example}, file))
    return None


def integer_of(text: str, scale: int, mark: str, kind: str) -> tuple[str, str]:
    """SQL: the integer of a scale that `text` stands for (or NULL), and the fault where it is NULL.

    More decimals than the column keeps are a fault: no cent is rounded away in silence.
    """
    number = bare(text)
    groups = f"[+{_SPACES}{'.' if mark == ',' else ','}]"
    plain = f"regexp_replace({number}, {sql.text(groups)}, '', 'g')"
    whole, after = f"split_part({plain}, '{mark}', 1)", f"rtrim(split_part({plain}, '{mark}', 2), '0')"
    value = _shifted(whole, after, scale)
    decimals = f"length({after})"
    if kind == "percent":
        percent = f"(suffix({text}, '%') OR suffix({text}, '％'))"
        value = f"CASE WHEN {percent} THEN {_shifted(whole, after, scale - 2)} ELSE {value} END"
        decimals = f"{decimals} + CASE WHEN {percent} THEN 2 ELSE 0 END"
        good = fits(number, mark)
    else:
        good = f"({fits(number, mark)} AND NOT contains({text}, '%'))"
    typed = f"CASE WHEN {good} AND {decimals} <= {scale} THEN {value} END"
    fault = (
        f"CASE WHEN NOT {good} THEN 'fault.cell_number' "
        f"WHEN {decimals} > {scale} THEN 'fault.cell_precision' ELSE 'fault.cell_too_large' END"
    )
    return typed, fault


def _shifted(whole: str, after: str, scale: int) -> str:
    """SQL: digits before and after the mark as one integer of a scale."""
    return f"TRY_CAST({whole} || rpad({after}, {max(scale, 0)}, '0') AS BIGINT)"
