"""The road of every story: the desks side by side, a medical reviewer where it needs one, then final approval.

Managing editors may change desks and stages in the admin.
"""

from django.db import migrations

from accounts.roles import Role, grant

NAME = "Story: desks side by side, then final approval"
EVERYTHING = ["text", "statements", "photos", "disclosures", "metadata"]
DESKS = {
    "Copy desk": (Role.COPY_EDITOR, ["text", "statements", "metadata"]),
    "Photo desk": (Role.PHOTO_EDITOR, ["photos"]),
    "Facts desk": (Role.FACT_CHECKER, ["text", "statements"]),
    "Medical desk": (Role.MEDICAL_REVIEWER, ["text", "statements", "disclosures"]),
    "Managing editors": (Role.MANAGING_EDITOR, EVERYTHING),
}
# Name, desks, for which stories, and whether whoever changed it last may sign.
STAGES = {
    "Desks": (["Copy desk", "Photo desk", "Facts desk"], [], False),
    "Medical review": (["Medical desk"], ["names_treatment"], False),
    "Final approval": (["Managing editors"], [], False),
}
SHIPPED = "Moderators approval"  # Wagtail's own, for a group that accounts/0003 takes away


def create_workflow(apps, schema_editor):
    workflows = apps.get_model("wagtailcore.Workflow").objects
    workflows.filter(name=SHIPPED).delete()
    apps.get_model("wagtailcore.GroupApprovalTask").objects.filter(name=SHIPPED).delete()
    groups = apps.get_model("auth.Group").objects
    desks = {
        name: apps.get_model("review.Desk").objects.create(
            name=name, group=groups.get(name=role.value), aspects=aspects
        )
        for name, (role, aspects) in DESKS.items()
    }
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="review", model="signofftask"
    )
    workflow = workflows.create(name=NAME)
    for position, (name, (desk_names, only_when, own_edits_count)) in enumerate(STAGES.items()):
        task = apps.get_model("review.SignOffTask").objects.create(
            name=name, content_type=content_type, only_when=only_when, own_edits_count=own_edits_count
        )
        task.desks.set([desks[desk_name] for desk_name in desk_names])
        apps.get_model("wagtailcore.WorkflowTask").objects.create(
            workflow=workflow, task_id=task.task_ptr_id, sort_order=position
        )
    # Given at the home page, it holds for everything below.
    home = apps.get_model("wagtailcore.Page").objects.get(depth=2)
    apps.get_model("wagtailcore.WorkflowPage").objects.create(page=home, workflow=workflow)


def remove_workflow(apps, schema_editor):
    apps.get_model("wagtailcore.Workflow").objects.filter(name=NAME).delete()
    apps.get_model("review.SignOffTask").objects.filter(name__in=STAGES).delete()
    apps.get_model("review.Desk").objects.filter(name__in=DESKS).delete()


def grant_permissions(apps, schema_editor):
    models = ["wagtailcore.workflow", "wagtailcore.task", "review.signofftask", "review.desk"]
    labels = [label.split(".") for label in models]
    verbs = ["add", "change", "delete"]  # to "delete" a workflow or task is to take it out of use
    grant(apps, Role.MANAGING_EDITOR, *(f"{app}.{verb}_{model}" for app, model in labels for verb in verbs))
    grant(apps, Role.MANAGING_EDITOR, "readiness.add_override", "readiness.delete_override")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_groups"),
        ("home", "0002_newsroom"),  # the page tree that the workflow hangs on
        ("readiness", "0001_initial"),
        ("review", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(create_workflow, remove_workflow),
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
    ]
