from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    grant(apps, Role.MANAGING_EDITOR, "articles.change_housestyle")


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
