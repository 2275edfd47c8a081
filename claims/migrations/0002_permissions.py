from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    desks = (Role.MANAGING_EDITOR, Role.COPY_EDITOR, Role.FACT_CHECKER)
    for role in (*desks, Role.MEDICAL_REVIEWER):
        grant(apps, role, "claims.add_claimdecision", "claims.delete_claimdecision")
    for role in desks:  # of every story; medical reviewers may be from outside, and see what waits for them
        grant(apps, role, "claims.view_claimdecision")
    policy = [f"claims.{action}_claimpolicy" for action in ("add", "change", "delete", "view")]
    grant(apps, Role.MANAGING_EDITOR, *policy)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
