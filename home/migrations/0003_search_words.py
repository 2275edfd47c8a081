"""What a reader's search looks into on PostgreSQL: Wagtail has an index of titles and one of bodies, none of both."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX home_search_words ON wagtailsearch_indexentry USING gin ((title || body))")


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX home_search_words")


class Migration(migrations.Migration):
    dependencies = [("home", "0002_newsroom"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(add_index, remove_index)]
