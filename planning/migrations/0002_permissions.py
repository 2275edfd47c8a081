from django.db import migrations

from accounts.roles import Role


def grant_permissions(apps, schema_editor):
    """`accounts.roles.grant` is for permissions named after their model; an embargo is a part of the plan."""
    plan, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="planning", model="plan"
    )
    permission, _created = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=plan, codename="change_embargo", defaults={"name": "Can set and lift embargoes"}
    )
    for role in (Role.COPY_EDITOR, Role.MANAGING_EDITOR):
        apps.get_model("auth.Group").objects.get(name=role.value).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
