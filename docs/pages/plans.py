"""The ready plans and pools of the catalogue, and the params that they read."""

from collections.abc import Iterator

from attain.engine.kpis.params import Param
from attain.engine.pay.component import Component
from attain.engine.pay.plan import Plan, Pool
from docs.pages.layout import anchor, code, codes, english, page, plain_table, table, titles
from docs.pages.shelf import of_kind, shelf
from docs.pages.texts import written


def plans() -> str:
    """Every plan with its components as written, every pool, every param."""
    parts = [
        "# Plans, pools and params of the catalogue",
        "Sums and rates are starting points: a company replaces them by documents of its own.",
        "## Plans",
    ]
    for document in of_kind("plan"):
        parts += _plan(document.rule)
        parts.append(code(written(shelf(), document), "yaml"))
    parts.append("## Pools")
    for document in of_kind("pool"):
        parts += _pool(document.rule)
        parts.append(code(written(shelf(), document), "yaml"))
    parts.append("## Params")
    for document in of_kind("param"):
        parts += _param(document.rule)
    return page(parts)


def _plan(plan: Plan) -> Iterator[str]:
    yield f"### {plan.plan}"
    yield titles(plan.title)
    yield english(plan.meaning)
    yield f"For: `{plan.post}`; cycle: {plan.cycle}."
    yield table(("component", "shape", "title"), [_component(each) for each in plan.components])


def _component(each: Component) -> tuple[str, str, str]:
    shape = f"[{each.shape}](shapes.md#{anchor(each.shape)})"
    return f"`{each.component}`", shape, english(each.title)


def _pool(pool: Pool) -> Iterator[str]:
    yield f"### {pool.pool}"
    yield titles(pool.title)
    yield english(pool.meaning)


def _param(param: Param) -> Iterator[str]:
    yield f"### {param.param}"
    yield titles(param.title)
    yield english(param.meaning)
    yield plain_table([("unit", param.unit), ("by", codes(param.by))])
    rows = [
        (", ".join(f"{k} {v}" for k, v in row.where.items()) or "everyone", f"{row.value.normalize():f}")
        for row in param.values
    ]
    yield table(("for", "value"), rows)
