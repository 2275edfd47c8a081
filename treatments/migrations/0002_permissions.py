from django.db import migrations

from accounts.roles import Role, grant

KEPT_BY = [Role.FACT_CHECKER, Role.MEDICAL_REVIEWER, Role.MANAGING_EDITOR]


def grant_permissions(apps, schema_editor):
    for role in Role:
        grant(apps, role, "treatments.view_treatment")
    for role in KEPT_BY:
        grant(apps, role, "treatments.add_treatment", "treatments.change_treatment")
    grant(
        apps,
        Role.MANAGING_EDITOR,
        "treatments.delete_treatment",
        "treatments.lock_treatment",
        "treatments.unlock_treatment",
        "treatments.change_treatmentsettings",
    )


class Migration(migrations.Migration):
    dependencies = [("treatments", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
