"""The page tree every installation starts with, and what each role may do in it."""

import itertools
import uuid

from django.db import migrations

from accounts.roles import Role, grant, permission_for
from home.site_address import host_and_port

STAFF = list(Role)

# Where in the page tree, and what: a permission holds for the pages named and for all below them.
STORIES_AND_PEOPLE = ["stories", "people"]
PAGE_PERMISSIONS = {
    Role.WRITER: (STORIES_AND_PEOPLE, ["add"]),  # their own drafts; a workflow publishes them
    Role.COPY_EDITOR: (["home"], ["add", "change", "lock", "unlock"]),
    Role.PHOTO_EDITOR: (STORIES_AND_PEOPLE, ["change"]),
    Role.MANAGING_EDITOR: (["home"], ["add", "change", "publish", "bulk_delete", "lock", "unlock"]),
}
PHOTO_PERMISSIONS = {
    Role.WRITER: ["add", "choose"],
    Role.COPY_EDITOR: ["add", "change", "choose"],
    Role.PHOTO_EDITOR: ["add", "change", "delete", "choose"],
    Role.MANAGING_EDITOR: ["add", "change", "delete", "choose"],
}
SETTINGS_OF_MANAGING_EDITORS = [
    "home.change_magazinesettings",
    "accounts.change_registrationsettings",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
]


def add_page(apps, label, parent, **fields):
    """Historical models have no tree methods: set path, depth and numchild by hand, as treebeard would."""
    model = apps.get_model(label)
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=model._meta.app_label, model=model._meta.model_name
    )
    parent.numchild += 1
    parent.save(update_fields=["numchild"])
    return model.objects.create(
        draft_title=fields["title"],
        content_type=content_type,
        locale_id=parent.locale_id,
        translation_key=uuid.uuid4(),
        path=f"{parent.path}{parent.numchild:04d}",
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{fields['slug']}/",
        **fields,
    )


def build_tree(apps, schema_editor):
    page_model = apps.get_model("wagtailcore.Page")
    site_model = apps.get_model("wagtailcore.Site")
    site_model.objects.all().delete()
    page_model.objects.filter(depth=2).delete()  # Wagtail's welcome page
    root = page_model.objects.get(depth=1)
    root.numchild = 0
    home = add_page(apps, "home.HomePage", root, title="Home", slug="home")
    add_page(apps, "articles.StoryIndexPage", home, title="Stories", slug="stories", show_in_menus=True)
    add_page(apps, "people.PeopleIndexPage", home, title="People", slug="people", show_in_menus=True)
    hostname, port = host_and_port()
    site_model.objects.create(
        hostname=hostname, port=port, root_page_id=home.pk, is_default_site=True, site_name="Beauty Desk"
    )


def remove_tree(apps, schema_editor):
    apps.get_model("wagtailcore.Site").objects.all().delete()
    apps.get_model("wagtailcore.Page").objects.filter(depth__gt=1).delete()
    apps.get_model("wagtailcore.Page").objects.filter(depth=1).update(numchild=0)


def grant_permissions(apps, schema_editor):
    group_model = apps.get_model("auth.Group")
    page_model = apps.get_model("wagtailcore.Page")
    pages = {page.slug: page for page in page_model.objects.filter(depth__in=(2, 3))}
    photo_library = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    for role in STAFF:
        grant(apps, role, "wagtailadmin.access_admin")
    for role, (slugs, actions) in PAGE_PERMISSIONS.items():
        for slug, action in itertools.product(slugs, actions):
            apps.get_model("wagtailcore.GroupPagePermission").objects.create(
                group=group_model.objects.get(name=role.value),
                page=pages[slug],
                permission=permission_for(apps, f"wagtailcore.{action}_page"),
            )
    for role, actions in PHOTO_PERMISSIONS.items():
        for action in actions:
            apps.get_model("wagtailcore.GroupCollectionPermission").objects.create(
                group=group_model.objects.get(name=role.value),
                collection=photo_library,
                permission=permission_for(apps, f"wagtailimages.{action}_image"),
            )
    grant(apps, Role.MANAGING_EDITOR, *SETTINGS_OF_MANAGING_EDITORS)


def revoke_permissions(apps, schema_editor):
    roles = [role.value for role in Role]
    apps.get_model("wagtailcore.GroupPagePermission").objects.filter(group__name__in=roles).delete()
    apps.get_model("wagtailcore.GroupCollectionPermission").objects.filter(group__name__in=roles).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("accounts", "0003_groups"),
        ("articles", "0002_permissions"),
        ("people", "0001_initial"),
        ("photos", "0001_initial"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        migrations.RunPython(build_tree, remove_tree),
        migrations.RunPython(grant_permissions, revoke_permissions),
    ]
