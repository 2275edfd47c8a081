"""A treatment that stories name is not deleted: its warning would go with it. The database refuses as well."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin import messages
from wagtail.models import Page

from .models import Treatment

STORIES_NAMED = 5


def refuse_to_delete_named(request, instances):
    """Stop Wagtail's screens for one and for several, for hook before_delete_snippet; None where nothing is named."""
    doomed = [thing.pk for thing in instances if isinstance(thing, Treatment)]
    pages = Page.objects.filter(treatment_mentions__treatment__in=doomed).distinct().order_by("draft_title")
    if not (number := pages.count()):
        return None
    names = [f"“{page.get_admin_display_title()}”" for page in pages[:STORIES_NAMED]]
    if more := number - len(names):
        names.append(ngettext("one more story", "%(count)d more stories", more) % {"count": more})
    message = _(
        "Nothing was deleted. It is named in %(stories)s, and its warning would go with it. Take it out of these "
        "stories first, published version and draft."
    )
    messages.error(request, message % {"stories": get_text_list(names, _("and"))})
    return redirect(reverse("wagtailsnippets_treatments_treatment:list"))
