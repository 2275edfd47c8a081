from django.db import migrations

from accounts.roles import Role, grant

EDITED_BY = [Role.WRITER, Role.COPY_EDITOR, Role.FACT_CHECKER, Role.MEDICAL_REVIEWER, Role.MANAGING_EDITOR]


def grant_permissions(apps, schema_editor):
    for role in EDITED_BY:
        grant(apps, role, "sources.add_source", "sources.change_source", "sources.view_source")
    grant(apps, Role.MANAGING_EDITOR, "sources.delete_source")


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
