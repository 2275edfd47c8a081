"""A page that stories lean on is not deleted. The database refuses as well; here an editor is told which stories."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin import messages
from wagtail.models import Page

from sources.models import Source

from .models import ArticlePage

STORIES_NAMED = 5

# What rooms above know of: each is handed the doomed pages as a queryset and returns pages that need one of them.
ALSO_NEEDED_BY: list[Callable] = []


def doomed_with(pages):
    """These pages and all below them."""
    return Page.objects.filter(reduce(or_, (Q(path__startswith=page.path) for page in pages)))


def stories_that_need(pages):
    """Stories whose published version or newest draft names one of these pages, or a page below one.

    Args:
        pages: a list of Wagtail pages of any type, not empty.
    """
    doomed = doomed_with(pages)
    ids = set(doomed.values_list("pk", flat=True))
    drafts = ArticlePage.objects.filter(has_unpublished_changes=True).values_list(
        "pk",
        "latest_revision__content__topic",
        "latest_revision__content__bylines",
    )
    # What is written in the body of a draft is in the table of citations already.
    in_draft = [
        pk
        for pk, topic, bylines in drafts
        if not ids.isdisjoint([topic, *(byline["person"] for byline in bylines or [])])
    ]
    return (
        ArticlePage.objects.filter(
            Q(topic__in=doomed)
            | Q(medical_reviewer__in=doomed)
            | Q(bylines__person__in=doomed)
            | Q(citations__person__in=doomed)
            | Q(pk__in=in_draft)
        )
        .distinct()
        .order_by("draft_title")
    )


def refuse_to_delete_needed_page(request, page):
    """Stop Wagtail's delete screen, for hook before_delete_page."""
    return _refusal(request, [page], reverse("wagtailadmin_explore", args=(page.get_parent().pk,)))


def refuse_to_delete_needed_pages(request, action_type, objects, action):
    """Stop Wagtail's bulk action, for hook before_bulk_action."""
    if action_type == "delete" and issubclass(action.model, Page) and objects:
        return _refusal(request, objects, action.next_url)
    return None


def refuse_to_delete_needed_sources(request, instances):
    """Stop Wagtail's delete screens of snippets, for hook before_delete_snippet."""
    sources = [instance for instance in instances if isinstance(instance, Source)]
    stories = ArticlePage.objects.filter(source_uses__source__in=sources).distinct().order_by("draft_title")
    if not sources or not stories.exists():
        return None
    message = _("Nothing was deleted: %(stories)s lean on it. Take it out of them first, published version and draft.")
    names = [f"“{story.get_admin_display_title()}”" for story in stories[:STORIES_NAMED]]
    if more := stories.count() - len(names):
        names.append(ngettext("one more story", "%(count)d more stories", more) % {"count": more})
    messages.error(request, message % {"stories": get_text_list(names, _("and"))})
    return redirect("wagtailsnippets_sources_source:list")


def _refusal(request, pages, next_url):
    others = [page for find in ALSO_NEEDED_BY for page in find(doomed_with(pages))]
    stories = [*stories_that_need(pages), *others]
    if not stories:
        return None
    names = [f"“{story.get_admin_display_title()}”" for story in stories[:STORIES_NAMED]]
    if more := len(stories) - len(names):
        names.append(ngettext("one more story", "%(count)d more stories", more) % {"count": more})
    message = _(
        "Nothing was deleted. %(pages)s, or a page below, is named in %(stories)s. Take the name out of these stories "
        "first, published version and draft. To hide the page from readers, unpublish it."
    ) % {
        "pages": get_text_list([f"“{page.get_admin_display_title()}”" for page in pages], _("or")),
        "stories": get_text_list(names, _("and")),
    }
    links = [
        messages.button(reverse("wagtailadmin_pages:edit", args=(story.pk,)), story.get_admin_display_title())
        for story in stories[:STORIES_NAMED]
    ]
    messages.error(request, message, buttons=links)
    return redirect(next_url)
