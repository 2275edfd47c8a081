from django.db import migrations

from accounts.roles import Role, grant

WRITTEN_BY = [Role.WRITER, Role.COPY_EDITOR, Role.FACT_CHECKER, Role.MEDICAL_REVIEWER, Role.MANAGING_EDITOR]
REVIEWED_BY = [Role.FACT_CHECKER, Role.MEDICAL_REVIEWER]


def grant_permissions(apps, schema_editor):
    for role in Role:
        grant(apps, role, "glossary.view_glossaryterm")
    for role in WRITTEN_BY:
        grant(apps, role, "glossary.add_glossaryterm", "glossary.change_glossaryterm")
    for role in REVIEWED_BY:
        grant(apps, role, "glossary.review_glossaryterm")
    grant(apps, Role.MANAGING_EDITOR, "glossary.delete_glossaryterm")


class Migration(migrations.Migration):
    dependencies = [("glossary", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
