"""Indexes for lists of entries that are narrowed to a period or a kind, by person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "entry", models.Index(fields=["in_period", "person"], name="entry_of_period_by_person")
        ),
        migrations.AddIndex("entry", models.Index(fields=["kind", "person"], name="entry_of_kind")),
    ]
