"""The one door through which a story's template shows its comments."""

from django import template
from django.contrib.auth.models import AnonymousUser

from comments.access import Access, access_to, notes_for_staff, registration_is_open
from comments.forms import CommentForm
from comments.models import CommentSettings
from comments.text import linked
from comments.thread import number_in, read_conversation

register = template.Library()
register.filter("linked", linked)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, page):
    """The comments of a story and the box to write one, or a plain sentence on why there is none."""
    request = context["request"]
    is_preview = getattr(request, "is_preview", False)
    user = AnonymousUser() if is_preview else request.user
    settings = CommentSettings.for_request(request)
    conversation = read_conversation(page.pk, user, **window_asked_for(request.GET))
    access = None if is_preview else access_to(page, user, settings, conversation.is_closed)
    return {
        "access": access,
        "conversation": conversation,
        "may_reply": access not in {None, Access.CLOSED, Access.CLOSED_HERE},
        "form": CommentForm(auto_id="comment_%s") if access is Access.WRITE else None,
        "registration_open": access is Access.LOG_IN and registration_is_open(request),
        "request": request,
        "settings_of_comments": settings,
        "staff_notes": [] if is_preview else notes_for_staff(request, settings),
        "story": page,
    }


def window_asked_for(query):
    return {name: number_in(query.get(name, "")) for name in ("before", "thread", "after")}
