"""Measures: declared aggregates of facts, turned into one readable SQL tree each, then into exact figures.

    schema = Schema(tables, currency_decimals)                    # tables: facts.all_tables(…)
    faults = measure_faults(measure, schema)                      # check.py: at load
    figures = aggregate(engine, snapshot, [Request(measure, period)], schema, calendar, progress)
    figures.value(name, level, subject, spell, group, period)     # Decimal, date or None
    figures.events(name, person, spell, period)                   # of `per: event` measures
    figures.lacking                                               # facts that found no owner

    traits = prepare(engine, snapshot, schema)                    # relations.py: once an engine and snapshot
    question = Question(measure, period, schema, calendar, traits)
    measure_query(question) · events_query(question) · uncredited_query([question, …])
    rows_query(question, Behind(level, subject, spell, group), limit, offset) · rows_count(…)

Words: `facts` are a measure's rows; `owned` adds owners; `credited` adds the owner's place (a stretch of
days in which spell, unit and leaders stay the same); `rollup` says which subjects a place belongs to.
"""
