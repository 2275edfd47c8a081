"""Indexes of Wagtail's tables that it does not have itself.

What a reader's search looks into on PostgreSQL: titles and bodies at once. The newest pages, of which front page, feeds
and archive show the first few. And what the board looks for: pages that are not as readers see them, or just went out.
Without them, every page of the house is read.
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
        migrations.RunSQL(
            "CREATE INDEX home_unfinished_pages ON wagtailcore_page (id) WHERE has_unpublished_changes OR NOT live",
            "DROP INDEX home_unfinished_pages",
        ),
        migrations.RunSQL(
            "CREATE INDEX home_last_published ON wagtailcore_page (last_published_at)",
            "DROP INDEX home_last_published",
        ),
    ]
