from django.db import migrations

from accounts.roles import Role, grant

DESKS = [Role.COPY_EDITOR, Role.FACT_CHECKER, Role.MANAGING_EDITOR]


def grant_permissions(apps, schema_editor):
    for role in DESKS:
        grant(apps, role, *(f"accuracy_checks.{action}_accuracycheck" for action in ("add", "change", "view")))
    grant(apps, Role.MANAGING_EDITOR, "accuracy_checks.change_accuracypolicy")
    verbs = ("add", "change", "delete")  # to "delete" a stage is to take it out of use
    grant(apps, Role.MANAGING_EDITOR, *(f"accuracy_checks.{verb}_accuracychecktask" for verb in verbs))


class Migration(migrations.Migration):
    dependencies = [("accuracy_checks", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
