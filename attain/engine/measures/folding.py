"""What is known of a file's days makes many filters the same, or needless: a month holds no earlier day.

Aggregates whose filters come to the same are computed once by the engine.
"""

from datetime import date, timedelta

from sqlglot import exp

Days = tuple[date, date]
_TRUE, _FALSE = exp.true(), exp.false()


def folded(node: exp.Expression, on: str, days: Days) -> exp.Expression:
    """The same for rows whose column `on` lies in `days`, half-open: known comparisons are gone."""
    match node:
        case exp.And() | exp.Or():
            return _joined(node, folded(node.left, on, days), folded(node.right, on, days))
        case exp.Not():
            return _negated(folded(node.this, on, days))
        case exp.Paren():
            inner = folded(node.this, on, days)
            return inner if _known(inner) is not None else exp.Paren(this=inner)
        case exp.GTE() | exp.GT() | exp.LT() | exp.LTE():
            return _compared(node, on, days)
        case exp.Case():
            return _chosen(node, on, days)
        case exp.Sum() | exp.Count() | exp.Min() | exp.Max():
            return _aggregated(node, folded(node.this, on, days))
    return node.copy()


def flagged(node: exp.Expression) -> exp.Expression:
    """The same sum or count with its filter as a factor, which is added up faster than a branch.

    What has no rows to add comes to 0 and not to NULL, which no sum of sums can tell apart.
    """
    branches = node.this.args["ifs"] if isinstance(node.this, exp.Case) else []
    if len(branches) != 1 or node.this.args.get("default") is not None:
        return node
    condition, value = branches[0].this, branches[0].args["true"]
    if isinstance(node, exp.Count):
        return exp.Sum(this=_flag(condition)) if _is(value, 1) else node
    if not isinstance(node, exp.Sum):
        return node
    if _known(condition) is False or _is(value, 0):
        return exp.Literal.number(0)
    if not _always_there(value):
        return node
    if _is(value, 1):
        return exp.Sum(this=_flag(condition))
    factor = value if isinstance(value, exp.Column) else exp.Paren(this=value)
    return exp.Sum(this=exp.Mul(this=factor, expression=_flag(condition)))


def _flag(condition: exp.Expression) -> exp.Expression:
    return exp.Cast(this=condition, to=exp.DataType(this=exp.DataType.Type.BIGINT))


def _is(node: exp.Expression, number: int) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.this == str(number)


def _always_there(value: exp.Expression) -> bool:
    """Whether it can be worked out for rows that the filter leaves out too: no engine fails there."""
    match value:
        case exp.Add() | exp.Sub():
            return _always_there(value.left) and _always_there(value.right)
        case exp.Paren() | exp.Neg():
            return _always_there(value.this)
    return isinstance(value, (exp.Column, exp.Literal))


def _joined(node: exp.Expression, left: exp.Expression, right: exp.Expression) -> exp.Expression:
    deciding = _FALSE if isinstance(node, exp.And) else _TRUE
    if deciding in (left, right):
        return deciding.copy()
    known = [each for each in (left, right) if _known(each) is None]
    if len(known) == 2:
        return type(node)(this=left, expression=right)
    return known[0] if known else left


def _negated(inner: exp.Expression) -> exp.Expression:
    known = _known(inner)
    return exp.Not(this=inner) if known is None else (_FALSE if known else _TRUE).copy()


def _known(node: exp.Expression) -> bool | None:
    return node.this if isinstance(node, exp.Boolean) else None


def _compared(node: exp.Expression, on: str, days: Days) -> exp.Expression:
    """TRUE or FALSE where all the days are on one side."""
    left, bound = node.this, constant(node.expression)
    if not (isinstance(left, exp.Column) and (left.name, left.table) == (on, "fact")) or bound is None:
        return node.copy()
    if isinstance(node, (exp.GT, exp.LTE)):
        bound += timedelta(days=1)
    later = isinstance(node, (exp.GTE, exp.GT))
    if bound <= days[0]:
        return (_TRUE if later else _FALSE).copy()
    return (_FALSE if later else _TRUE).copy() if bound >= days[1] else node.copy()


def constant(node: exp.Expression) -> date | None:
    """The day that an expression without columns comes to."""
    match node:
        case exp.Cast():
            return constant(node.this)
        case exp.Literal() if node.is_string:
            return date.fromisoformat(node.this)
        case exp.DateAdd():
            start, shift = constant(node.this), _whole(node.expression)
            return None if start is None or shift is None else start + timedelta(days=shift)
    return None


def _whole(node: exp.Expression) -> int | None:
    match node:
        case exp.Paren():
            return _whole(node.this)
        case exp.Neg():
            found = _whole(node.this)
            return None if found is None else -found
        case exp.Literal() if not node.is_string and node.this.isdigit():
            return int(node.this)
    return None


def _chosen(node: exp.Case, on: str, days: Days) -> exp.Expression:
    """A CASE without branches that no row takes."""
    branches = []
    default = node.args.get("default")
    for branch in node.args["ifs"]:
        condition = folded(branch.this, on, days)
        value = folded(branch.args["true"], on, days)
        if _known(condition):
            default = value
            break
        if _known(condition) is None:
            branches.append(exp.If(this=condition, true=value))
    if not branches:
        return default.copy() if default is not None else exp.Null()
    return exp.Case(ifs=branches, default=default.copy() if default is not None else None)


def _aggregated(node: exp.Expression, inner: exp.Expression) -> exp.Expression:
    """The aggregate of what is left; of nothing it is none."""
    if isinstance(inner, exp.Null):
        nothing = exp.Literal.number(0) if isinstance(node, exp.Count) else inner
        return nothing if isinstance(node, exp.Count) else _nothing_of(node)
    if isinstance(node, exp.Count) and isinstance(inner, exp.Literal):
        return exp.Count(this=exp.Star())
    return type(node)(this=inner)


def _nothing_of(node: exp.Expression) -> exp.Expression:
    """NULL of the type that the aggregate has."""
    never = exp.Case(ifs=[exp.If(this=_FALSE.copy(), true=node.this.args["ifs"][0].args["true"].copy())])
    return type(node)(this=never)
