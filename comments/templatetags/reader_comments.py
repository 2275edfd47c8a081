"""The one door through which templates show comments: those of a story, and how many there are."""

import re

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from comments.access import (
    CLOSED,
    Access,
    access_to,
    closing_of,
    is_barred,
    notes_for_staff,
    registration_is_open,
)
from comments.forms import CommentForm, GuestCommentForm
from comments.models import CommentSettings
from comments.shown import is_retracted, reader_of, window_of
from comments.statements import told_to
from comments.text import linked
from comments.thread import conversation_of, gone_words
from comments.votes import to_how_many

register = template.Library()
register.filter("linked", linked)
register.filter("gone_words", gone_words)
register.filter("to_how_many", to_how_many)


@register.inclusion_tag("comments/_section.html", takes_context=True)
def comment_section(context, page):
    """The comments of a story and the box to write one, or a plain sentence on why there is none."""
    request = context["request"]
    if is_retracted(page):
        return {"is_retracted": True}
    is_preview = getattr(request, "is_preview", False)
    user = reader_of(request)
    settings = CommentSettings.for_request(request)
    conversation = window_of(page, request)
    access = None if is_preview else access_to(page, user, settings, conversation.story)
    measures = told_to(user) if access is Access.WRITE and conversation.may_have_measures else []
    may_write = access is not None and access not in CLOSED and not is_barred(measures)
    return {
        "access": access,
        "closing": closing_of(page, access, settings, conversation.story),
        "conversation": conversation,
        "may_reply": may_write,
        "measures": measures,
        "form": box_for(access) if may_write else None,
        "registration_open": access is Access.LOG_IN and registration_is_open(request, settings),
        "request": request,
        "settings_of_comments": settings,
        "staff_notes": notes_for_staff(request, settings) if user.is_authenticated else [],
        "story": page,
        "user": user,
    }


def box_for(access):
    if access is Access.WRITE:
        return CommentForm(auto_id="comment_%s")
    return GuestCommentForm.for_everybody() if access is Access.WRITE_AS_GUEST else None


@register.filter
def comment_count(story):
    """How many comments readers see below a story, in words; empty where there are none."""
    number = 0 if is_retracted(story) else conversation_of(story).published
    return ngettext("%(number)s comment", "%(number)s comments", number) % {"number": number} if number else ""


@register.tag
def unindented(parser, _token):
    """`{% unindented %} … {% endunindented %}`: without the indentation of templates, which a long list repeats."""
    nodes = parser.parse(["endunindented"])
    parser.delete_first_token()
    return Unindented(nodes)


class Unindented(template.Node):
    LINE_BREAK = re.compile(r"\s*\n\s*")
    AT_BLOCKS = re.compile(r"\n(?=</?(?:article|footer|header|li|ol|p)\b)")  # there it separates no words

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        html = self.LINE_BREAK.sub("\n", self.nodelist.render(context))
        return mark_safe(self.AT_BLOCKS.sub("", html))  # noqa: S308 - it was safe before
