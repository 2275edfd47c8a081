from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    """Who writes sees which hosts count; who may take one off the list lets its links go out without a word."""
    for role in (Role.WRITER, Role.COPY_EDITOR):
        grant(apps, role, "money.view_affiliatehost")
    actions = ("add", "change", "delete", "view")
    grant(apps, Role.MANAGING_EDITOR, *(f"money.{action}_affiliatehost" for action in actions))
    grant(apps, Role.MANAGING_EDITOR, "money.view_showndisclosure")


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
