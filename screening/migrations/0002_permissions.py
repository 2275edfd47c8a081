from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    grant(
        apps,
        Role.MANAGING_EDITOR,
        "screening.change_rulesetting",
        "screening.add_houseword",
        "screening.change_houseword",
        "screening.delete_houseword",
    )


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
