"""Absolute addresses for letters and webhooks, which are read elsewhere."""

from django.urls import reverse

from wagtail.admin.utils import get_admin_base_url


def in_admin(name, *args, query="", fragment=""):
    """The absolute address of a page of the admin."""
    path = reverse(name, args=args) + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    return f"{(get_admin_base_url() or '').rstrip('/')}{path}"


def editor_of(page, **place):
    return in_admin("wagtailadmin_pages:edit", page.pk, **place)


def preferences():
    return in_admin("wagtailadmin_account", fragment="tab-notifications")
