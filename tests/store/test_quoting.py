"""Names and texts that stand in SQL end where their quotes end, and are what sqlglot writes of them."""

from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from attain.engine.store import sql

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(WORDS)
def test_a_name_is_written_as_sqlglot_writes_it(word):
    assert sql.name(word) == exp.to_identifier(word, quoted=True).sql("duckdb")


@given(WORDS)
def test_a_text_is_written_as_sqlglot_writes_it(word):
    assert sql.text(word) == exp.Literal.string(word).sql("duckdb")


def test_quotes_within_are_written_twice():
    assert sql.name('a"; DROP TABLE b; --') == '"a""; DROP TABLE b; --"'
    assert sql.text("it's '; --") == "'it''s ''; --'"
