from django.db import migrations

from accounts.roles import Role, grant

VIEW, NOTE_CONTACT = "people.view_verificationcheck", "people.add_verificationcheck"
VERIFY, DOUBT = "people.change_credential", "people.add_dispute"


def grant_permissions(apps, schema_editor):
    for role in (Role.PHOTO_EDITOR, Role.MEDICAL_REVIEWER):
        grant(apps, role, VIEW)
    for role in (Role.WRITER, Role.COPY_EDITOR):
        grant(apps, role, VIEW, NOTE_CONTACT)
    for role in (Role.FACT_CHECKER, Role.MANAGING_EDITOR):
        grant(apps, role, VIEW, NOTE_CONTACT, VERIFY, DOUBT)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
