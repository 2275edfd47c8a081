"""The road of every story: copy desk, then final approval. Managing editors may change it in Wagtail's own screens."""

from django.db import migrations

from accounts.roles import Role, grant

NAME = "Story: copy desk, then final approval"
STAGES = [("Copy desk", Role.COPY_EDITOR), ("Final approval", Role.MANAGING_EDITOR)]
SHIPPED = "Moderators approval"  # Wagtail's own, for a group that accounts/0003 takes away


def create_workflow(apps, schema_editor):
    workflows = apps.get_model("wagtailcore.Workflow").objects
    tasks = apps.get_model("wagtailcore.GroupApprovalTask").objects
    workflows.filter(name=SHIPPED).delete()
    tasks.filter(name=SHIPPED).delete()
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    workflow = workflows.create(name=NAME)
    for position, (name, role) in enumerate(STAGES):
        task = tasks.create(name=name, content_type=content_type)
        task.groups.set(apps.get_model("auth.Group").objects.filter(name=role.value))
        apps.get_model("wagtailcore.WorkflowTask").objects.create(workflow=workflow, task=task, sort_order=position)
    # Given at the home page, it holds for everything below.
    home = apps.get_model("wagtailcore.Page").objects.get(depth=2)
    apps.get_model("wagtailcore.WorkflowPage").objects.create(page=home, workflow=workflow)


def remove_workflow(apps, schema_editor):
    apps.get_model("wagtailcore.Workflow").objects.filter(name=NAME).delete()
    apps.get_model("wagtailcore.GroupApprovalTask").objects.filter(name__in=[name for name, _role in STAGES]).delete()


def grant_permissions(apps, schema_editor):
    # No right to delete: in Wagtail 8.0.1 taking away the only stage of a story under way publishes it.
    changes = [f"wagtailcore.{action}_{model}" for model in ("workflow", "task") for action in ("add", "change")]
    grant(apps, Role.MANAGING_EDITOR, *changes)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_groups"),
        ("home", "0002_newsroom"),  # the page tree that the workflow hangs on
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(create_workflow, remove_workflow),
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
    ]
