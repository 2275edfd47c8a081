from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    for role in (Role.MANAGING_EDITOR, Role.FACT_CHECKER, Role.MEDICAL_REVIEWER):
        grant(apps, role, "rechecks.change_recheck", "rechecks.view_recheck")
    for role in (Role.WRITER, Role.COPY_EDITOR, Role.PHOTO_EDITOR):
        grant(apps, role, "rechecks.view_recheck")


class Migration(migrations.Migration):
    dependencies = [("rechecks", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
