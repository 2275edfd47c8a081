from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from moderation.words import WORDS, WORDS_INDEX


def each_on_postgresql(change):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            index = GinIndex(WORDS, name=WORDS_INDEX)
            getattr(schema_editor, change)(apps.get_model("comments", "ReaderComment"), index)

    return run


class Migration(migrations.Migration):
    """The index that moderation/words.py searches. Not in the model's Meta: SQLite knows no such index."""

    dependencies = [("moderation", "0001_initial"), ("comments", "0001_initial")]

    operations = [migrations.RunPython(each_on_postgresql("add_index"), each_on_postgresql("remove_index"))]
