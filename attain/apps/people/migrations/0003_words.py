"""On PostgreSQL an index of the words of people's keys and names, made of what every server has."""

from django.db import migrations

# Its cost keeps the planner from asking it of row after row in the order of names: the index knows sooner.
FUNCTION = r"""
CREATE FUNCTION attain_person_words(key text, name text, given text, family text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 20000 AS $$
BEGIN
    RETURN to_tsvector('simple'::regconfig, regexp_replace(
        regexp_replace(concat_ws(' ', key, name, given, family), '[!-/:-@\[-`{-~]+', ' ', 'g'),
        '([\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF])', ' \1 ', 'g'));
END
$$
"""
INDEX = (
    "CREATE INDEX person_words ON people_person "
    "USING gin (attain_person_words(key, name, given_name, family_name))"
)


def make(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
        editor.execute(INDEX)


def remove(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX person_words")
        editor.execute("DROP FUNCTION attain_person_words(text, text, text, text)")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_organisation")]
    operations = [migrations.RunPython(make, remove)]
