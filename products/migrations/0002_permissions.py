from django.db import migrations

from accounts.roles import Role, grant

NAMED_BY = [Role.WRITER, Role.COPY_EDITOR, Role.FACT_CHECKER, Role.MANAGING_EDITOR]
RECALLED_BY = [Role.COPY_EDITOR, Role.FACT_CHECKER, Role.MANAGING_EDITOR]


def grant_permissions(apps, schema_editor):
    for role in NAMED_BY:
        for model in ("product", "retailer"):
            grant(apps, role, *(f"products.{action}_{model}" for action in ("add", "change", "view")))
    for role in RECALLED_BY:
        grant(apps, role, "products.recall_product")
    grant(apps, Role.MANAGING_EDITOR, "products.delete_product", "products.delete_retailer")


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial"), ("accounts", "0003_groups")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
