"""A person who has signed a medical review stays, whatever became of the review: it says who answered for the text.

The database refuses as well (PROTECT); here an editor is told why.
"""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.models import Page

from people.models import PersonPage

from .models import MedicalReview

NAMED = 5


def refuse_to_delete_reviewer(request, page):
    """Stop Wagtail's delete screen, for hook before_delete_page."""
    return _refusal(request, [page], reverse("wagtailadmin_explore", args=(page.get_parent().pk,)))


def refuse_to_delete_reviewers(request, action_type, objects, action):
    """Stop Wagtail's bulk action, for hook before_bulk_action."""
    if action_type == "delete" and issubclass(action.model, Page) and objects:
        return _refusal(request, objects, action.next_url)
    return None


def _refusal(request, pages, next_url):
    doomed = PersonPage.objects.none()
    for page in pages:
        doomed |= PersonPage.objects.descendant_of(page, inclusive=True)
    signed = MedicalReview.objects.filter(reviewer__in=doomed.values("pk")).exclude(article__in=[p.pk for p in pages])
    names = list(signed.order_by("reviewer__title").values_list("reviewer__title", flat=True).distinct()[:NAMED])
    if not names:
        return None
    message = _(
        "Nothing was deleted. Medical reviews bear the signature of %(names)s. To hide the page from readers, "
        "unpublish it."
    )
    messages.error(request, message % {"names": get_text_list(names, _("and"))})
    return redirect(next_url)
