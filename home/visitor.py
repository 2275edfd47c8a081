"""What of every page is only for the visitor who asks for it: a place of its own, when the page is kept for others."""

from django.contrib.messages import get_messages
from django.template.loader import render_to_string

from comments.places import KINDS


def account_links(request, _story):
    # A page about a fault may be made without a request, and before anybody is known.
    user, path = getattr(request, "user", None), getattr(request, "path", "")
    sees_desk = bool(user and user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))
    return render_to_string("_account_links.html", {"user": user, "path": path, "sees_desk": sees_desk})


def messages(request, _story):
    waiting = get_messages(request) if request else []
    return render_to_string("_messages.html", {"messages": waiting}) if waiting else ""


def connect():
    KINDS.update(account_links=account_links, messages=messages)
