from django import template
from django.utils.safestring import mark_safe

from wagtail.models import Site

from accounts.house_rows import is_for_everybody, once

register = template.Library()


@register.tag
def shared(parser, token):
    """Around a part that stands on many pages: `{% shared story.on_card sizes %}…{% end_shared %}`.

    What is named is everything that the part depends on, but for the site and for what empties all kept pages when it
    changes; where the first of these is not known, nothing is shared. Pages for everybody share its HTML then
    (accounts/house_rows.py); elsewhere it is made each time.
    """
    _name, *parts = token.split_contents()
    nodes = parser.parse(["end_shared"])
    parser.delete_first_token()
    return Shared(nodes, [parser.compile_filter(part) for part in parts])


class Shared(template.Node):
    def __init__(self, nodelist, parts):
        self.nodelist, self.parts = nodelist, parts

    def render(self, context):
        parts = [part.resolve(context, ignore_failures=True) for part in self.parts] if is_for_everybody() else [None]
        if parts[0] is None:
            return self.nodelist.render(context)
        site = Site.find_for_request(context.get("request"))
        name = (site and site.pk, *parts)
        return mark_safe(once(name, lambda: str(self.nodelist.render(context))))  # noqa: S308 - what templates have made
