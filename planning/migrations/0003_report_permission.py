from django.db import migrations

from accounts.roles import Role


def grant_permission(apps, schema_editor):
    """`accounts.roles.grant` is for permissions named after their model; this one is about everybody's plans."""
    plan, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="planning", model="plan"
    )
    permission, _created = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=plan, codename="view_workflow_report", defaults={"name": "Can see how long stories take"}
    )
    for role in (Role.COPY_EDITOR, Role.MANAGING_EDITOR):
        apps.get_model("auth.Group").objects.get(name=role.value).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_permissions")]

    operations = [migrations.RunPython(grant_permission, migrations.RunPython.noop)]
