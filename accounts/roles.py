"""The names of the desk's groups. What each may do is granted by migrations and listed in docs/roles.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One Wagtail group each; the value is the group's name in the database."""

    WRITER = "Writers", _("Writers")
    COPY_EDITOR = "Copy editors", _("Copy editors")
    PHOTO_EDITOR = "Photo editors", _("Photo editors")
    FACT_CHECKER = "Fact checkers", _("Fact checkers")
    MEDICAL_REVIEWER = "Medical reviewers", _("Medical reviewers")
    MANAGING_EDITOR = "Managing editors", _("Managing editors")
    COMMENT_MODERATOR = "Comment moderators", _("Comment moderators")


def grant(apps, role, *permissions):
    """Give a role's group permissions from within a migration.

    Args:
        apps: the migration's app registry.
        role: a Role.
        permissions: labels like "articles.add_treatment". Django makes Permission rows only after all
            migrations have run, so missing ones are made here, as Django would name them.
    """
    group, _created = apps.get_model("auth.Group").objects.get_or_create(name=role.value)
    group.permissions.add(*(permission_for(apps, label) for label in permissions))


def permission_for(apps, label):
    """The Permission of a label like "articles.add_treatment", made if it is not there yet."""
    app_label, codename = label.split(".")
    action, _separator, model = codename.rpartition("_")
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _created = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": f"Can {action} {model}"}
    )
    return permission
