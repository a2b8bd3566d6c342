"""On PostgreSQL an index of the words of keys and names, made of what every server has."""

from django.db import migrations

# Its cost keeps the planner from asking it of row after row in the order of names: the index knows sooner.
FUNCTION = r"""
CREATE FUNCTION attain_client_words(key text, name text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 20000 AS $$
BEGIN
    RETURN to_tsvector('simple'::regconfig, regexp_replace(
        regexp_replace(key || ' ' || name, '[!-/:-@\[-`{-~]+', ' ', 'g'),
        '([\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF])', ' \1 ', 'g'));
END
$$
"""
INDEX = "CREATE INDEX client_words ON clients_client USING gin (attain_client_words(key, name))"


def make(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        editor.execute(INDEX)


def remove(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX client_words")
        editor.execute("DROP FUNCTION attain_client_words(text, text)")


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]
    operations = [migrations.RunPython(make, remove)]
