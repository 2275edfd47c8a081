from django.db import migrations

from accounts.roles import Role, grant


def grant_permissions(apps, schema_editor):
    grant(apps, Role.MEDICAL_REVIEWER, "medical_reviews.add_medicalreview")
    grant(apps, Role.MANAGING_EDITOR, "medical_reviews.change_medicalreview")
    for role in Role:
        if role != Role.COMMENT_MODERATOR:
            grant(apps, role, "medical_reviews.view_medicalreview")


class Migration(migrations.Migration):
    dependencies = [("medical_reviews", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
