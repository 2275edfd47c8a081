"""The one door through which templates show comments: those of a story, and how many there are."""

import re

from django import template
from django.utils.safestring import mark_safe

from comments.places import shown
from comments.remembered import as_shown, remembered
from comments.text import linked
from comments.thread import gone_words
from comments.votes import to_how_many

register = template.Library()
register.filter("linked", linked)
register.filter("gone_words", gone_words)
register.filter("to_how_many", to_how_many)


@register.simple_tag(takes_context=True)
def comment_section(context, page):
    """The comments of a story and the box to write one, or a plain sentence on why there is none."""
    return shown(context["request"], "thread", page)


@register.simple_tag(takes_context=True)
def comment_number(context, story, is_link=False):
    """How many comments readers see below a story, in words; nothing where there are none."""
    return shown(context.get("request"), "number", story, is_link)


@register.simple_tag(takes_context=True)
def comment_with_replies(context, comment):
    """One comment and those below it, as a list item."""

    def make():
        with context.push(comment=comment):
            return context.template.engine.get_template("comments/_comment.html").render(context)

    if context["user"].is_authenticated:
        return make()
    key = context["request"].get_host(), context["story"].pk, context["may_reply"], as_shown(comment)
    return remembered(key, make)


@register.simple_tag(takes_context=True)
def invitation(context):
    """The box to write a comment, or why there is none."""

    def make():
        return context.template.engine.get_template("comments/_invitation.html").render(context)

    if context["user"].is_authenticated:
        return make()
    request, settings = context["request"], context["settings_of_comments"]
    told = [getattr(settings, field.attname) for field in settings._meta.concrete_fields]
    rules = settings.rules_page and (settings.rules_page.live, settings.rules_page.url_path)
    reader = request.get_host(), request.path, context["story"].pk, context["access"], context["registration_open"]
    return remembered((*reader, *context["closing"].items(), *told, rules), make)


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
