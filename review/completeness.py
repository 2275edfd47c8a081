"""No desk's click publishes a story that lacks something, or one that stands with another desk."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.models import Page

from articles.missing import needed_from
from articles.models import ArticlePage


def still_needed(page):
    """Return plain sentences: what the newest version of a story lacks. Nothing for other types of page."""
    newest = page.specific.get_latest_revision_as_object()
    return needed_from(newest) if isinstance(newest, ArticlePage) else []


def refuse_unready(request, page, next_url):
    """Return a redirect with the reason if a story lacks something, else None."""
    if not (sentences := still_needed(page)):
        return None
    messages.error(
        request,
        _("“%(title)s” was not approved, and nothing was changed. It still needs this: %(sentences)s")
        % {"title": page.get_admin_display_title(), "sentences": " ".join(sentences)},
        buttons=[messages.button(reverse("wagtailadmin_pages:edit", args=(page.pk,)), _("Open the story"))],
    )
    return redirect(next_url)


def refuse_bulk_publication(request, action_type, objects, action):
    """Stop Wagtail's bulk publishing of stories that are not ready, for hook before_bulk_action.

    Wagtail's bulk action asks neither the workflow nor the form.
    """
    if action_type != "publish" or not issubclass(action.model, Page):
        return None
    held = [page for page in objects if page.specific.workflow_in_progress or still_needed(page)]
    if not held:
        return None
    titles = get_text_list([f"“{page.get_admin_display_title()}”" for page in held], _("and"))
    messages.error(
        request,
        _("Nothing was published. %(titles)s stands with a desk or still needs something. Open it to see what.")
        % {"titles": titles},
    )
    return redirect(action.next_url)
