from django.db import migrations

from accounts.roles import Role


def create_groups(apps, schema_editor):
    groups = apps.get_model("auth.Group").objects
    for role in Role:
        groups.get_or_create(name=role.value)
    # Wagtail's own two groups would be a second, unwritten set of rules.
    groups.filter(name__in=["Editors", "Moderators"]).delete()


def delete_groups(apps, schema_editor):
    apps.get_model("auth.Group").objects.filter(name__in=[role.value for role in Role]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_registration_settings"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(create_groups, delete_groups)]
