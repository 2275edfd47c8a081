from django.db import migrations

from accounts.roles import Role

PERMISSIONS = {
    "retract_story": "Can retract stories and lift retractions",
    "withhold_version": "Can take earlier versions out of a story’s public history",
}


def grant_permissions(apps, schema_editor):
    """`accounts.roles.grant` is for permissions named after their model; these are about the story."""
    correction, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="corrections", model="correction"
    )
    managing_editors = apps.get_model("auth.Group").objects.get(name=Role.MANAGING_EDITOR.value)
    for codename, name in PERMISSIONS.items():
        permission, _created = apps.get_model("auth.Permission").objects.get_or_create(
            content_type=correction, codename=codename, defaults={"name": name}
        )
        managing_editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
