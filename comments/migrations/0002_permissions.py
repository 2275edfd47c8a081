from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    grant(apps, Role.COMMENT_MODERATOR, "comments.moderate_readercomment")
    grant(
        apps,
        Role.MANAGING_EDITOR,
        "comments.moderate_readercomment",
        "comments.oversee_readercomment",
        "comments.change_commentsettings",
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
