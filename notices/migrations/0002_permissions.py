from django.db import migrations

from accounts.roles import Role, grant

PERMISSIONS = ["add_webhook", "change_webhook", "delete_webhook", "view_webhookdelivery"]


def grant_permissions(apps, schema_editor):
    grant(apps, Role.MANAGING_EDITOR, *(f"notices.{permission}" for permission in PERMISSIONS))


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
