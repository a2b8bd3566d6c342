"""Chance without a die: integers mixed from row numbers, the same on every machine and version.

`mixed(x, salt)` is below 2^31; all steps stay inside 64 bits for any x below 2^31.
"""

#: DuckDB macros; `part(h, from, n)` takes one of n from other bits of the same mixed number.
MACROS = (
    "CREATE OR REPLACE TEMP MACRO stirred(x) AS xor(x, x >> 15) & 2147483647",
    "CREATE OR REPLACE TEMP MACRO mixed(x, salt) AS "
    "stirred((stirred(((x + salt * 7919) & 2147483647) * 2654435761) * 2246822519) & 2147483647)",
    "CREATE OR REPLACE TEMP MACRO part(h, bits, n) AS ((h >> bits) % n)",
)
