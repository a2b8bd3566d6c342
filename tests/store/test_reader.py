"""Short questions of pages share a kept database and nothing else."""

from attain.engine.store import reader


def test_readers_share_no_tables_and_closing_one_leaves_the_others_open():
    with reader() as one, reader() as other:
        one.table("chosen", [("C1",)], {"client_id": "VARCHAR"})
        other.table("chosen", [("C2",), ("C3",)], {"client_id": "VARCHAR"})
        assert one.query("SELECT client_id FROM chosen") == [("C1",)]
        assert other.query("SELECT count(*) FROM chosen") == [(2,)]
        one.close()
        assert other.query("SELECT count(*) FROM chosen") == [(2,)]
    with reader() as later:
        assert later.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'chosen'") == [(0,)]
