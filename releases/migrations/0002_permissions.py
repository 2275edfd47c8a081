from django.db import migrations

from accounts.roles import Role, grant

ACTIONS = ["add", "change", "delete", "view"]


def grant_permissions(apps, schema_editor):
    for role in (Role.PHOTO_EDITOR, Role.MANAGING_EDITOR):
        grant(apps, role, *(f"releases.{action}_release" for action in ACTIONS))


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
