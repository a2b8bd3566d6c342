"""Money of other currencies, converted once at intake by the dated rate; the original is kept beside."""

from collections.abc import Mapping as MappingOf

from attain.engine.facts.mapping import Mapping
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.formula import input_name
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.snapshot import Snapshot

#: Rates carry eight decimals.
UNIT = 10**8


def convert(
    engine: DuckEngine,
    tables: MappingOf[str, Table],
    table: Table,
    mapping: Mapping | None,
    settings: IntakeSettings,
    snapshot: Snapshot,
    file: str,
) -> dict[str, str]:
    """Converts the money in `typed`; returns the originals' columns (name → stored type).

    Rows without a rate go to quarantine. Raises Faulty if the table has no date to choose the rate by.
    """
    money = [name for name, kind in table.columns.items() if kind.kind == "money"]
    if mapping is None or mapping.currency is None or not money:
        return {}
    if table.date is None:
        raise Faulty(Fault("fault.currency_undated", {"table": table.name}, file))
    date = sql.name(table.date)
    currency = sql.text(mapping.currency.constant or "")
    if mapping.currency.column:
        currency = f"upper(x.{sql.name(input_name(mapping.currency.column))})"
    rates = snapshot.relation(tables["exchange_rates"])
    engine.execute(
        f"CREATE TABLE priced AS WITH paid AS (SELECT t.*, {currency} AS _currency FROM typed t "
        f"JOIN texts x USING (_row)), rates AS ({rates}) "
        f"SELECT paid.*, CASE WHEN _currency = ? THEN {UNIT} ELSE r.rate END AS _rate FROM paid "
        f'ASOF LEFT JOIN rates r ON paid._currency = r.currency AND CAST(paid.{date} AS DATE) >= r."from"',
        [settings.currency],
    )
    engine.execute(
        "INSERT INTO bad SELECT _row, '_currency', coalesce(_currency, ''), 'fault.no_exchange_rate', "
        f"coalesce(CAST({date} AS VARCHAR), '') FROM priced WHERE _rate IS NULL"
    )
    converted = ", ".join(f"{_converted(name)} AS {sql.name(name)}" for name in money)
    originals = ", ".join(f"{sql.name(name)} AS {sql.name('_original_' + name)}" for name in money)
    engine.execute(
        "DROP TABLE typed; CREATE TABLE typed AS "
        f"SELECT * EXCLUDE (_rate) REPLACE ({converted}), {originals} FROM priced; DROP TABLE priced"
    )
    kept = {f"_original_{name}": table.columns[name].stored(settings.decimals) for name in money}
    return {"_currency": "text", **kept}


def _converted(column: str) -> str:
    """SQL: amount × rate, half away from zero, exactly."""
    product = f"abs(CAST({sql.name(column)} AS HUGEINT)) * _rate"
    return f"CAST(sign({sql.name(column)}) * ((2 * {product} + {UNIT}) // {2 * UNIT}) AS BIGINT)"
