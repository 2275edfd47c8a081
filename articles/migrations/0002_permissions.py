from django.db import migrations

from accounts.roles import Role, grant

EDITED_BY = [Role.WRITER, Role.COPY_EDITOR, Role.MANAGING_EDITOR]


def grant_permissions(apps, schema_editor):
    for role in EDITED_BY:
        grant(apps, role, *(f"articles.{action}_product" for action in ("add", "change", "view")))
    grant(apps, Role.MANAGING_EDITOR, "articles.delete_product", "articles.change_housestyle")


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
