"""Indexes of Wagtail's tables that it does not have itself.

What a reader's search looks into on PostgreSQL: titles and bodies at once. And the newest pages, of which front page,
feeds and archive show the first few: without it, every page of the house is read and sorted.
"""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX home_search_words ON wagtailsearch_indexentry USING gin ((title || body))")


def remove_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX home_search_words")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_newsroom"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.RunPython(add_index, remove_index),
        migrations.RunSQL(
            "CREATE INDEX home_newest_pages ON wagtailcore_page (first_published_at DESC, id DESC) WHERE live",
            "DROP INDEX home_newest_pages",
        ),
    ]
