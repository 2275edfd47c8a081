"""A road for published stories that need a medical reviewer and no desk. It hangs on no page: somebody asks for it."""

from django.db import migrations

NAME = "Medical review only"
TASK = "Medical review"  # as the desks' stage is called, so that lists show one


def create_workflow(apps, schema_editor):
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="medical_reviews", model="medicalreviewtask"
    )
    task = apps.get_model("medical_reviews.MedicalReviewTask").objects.create(name=TASK, content_type=content_type)
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=NAME)
    apps.get_model("wagtailcore.WorkflowTask").objects.create(workflow=workflow, task_id=task.task_ptr_id, sort_order=0)


def remove_workflow(apps, schema_editor):
    apps.get_model("wagtailcore.Workflow").objects.filter(name=NAME).delete()
    apps.get_model("medical_reviews.MedicalReviewTask").objects.filter(name=TASK).delete()


class Migration(migrations.Migration):
    dependencies = [("medical_reviews", "0002_permissions"), ("review", "0002_default_workflow")]

    operations = [migrations.RunPython(create_workflow, remove_workflow)]
