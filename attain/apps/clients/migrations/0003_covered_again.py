"""Whether somebody looks after a client again later: known of every client, so that few have to be asked for."""

from django.db import migrations, models


def copied_anew(apps, _editor):
    """The next start compares every client with the store."""
    apps.get_model("clients", "Copied").objects.update(files=[], digests="")


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_words")]
    operations = [
        migrations.AddField("client", "covered_again", models.BooleanField(default=False)),
        migrations.RunPython(copied_anew, migrations.RunPython.noop),
    ]
