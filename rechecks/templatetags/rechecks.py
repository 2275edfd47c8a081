from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rechecks.models import CauseKind
from rechecks.progress import progress_of
from rechecks.rights import may_edit_stories
from rechecks.treatments import stories_naming

register = template.Library()

STORIES_SHOWN = 20


@register.inclusion_tag("rechecks/admin/_naming.html", takes_context=True)
def stories_naming_it(context, treatment):
    """The published stories that name a treatment, the newest first; of many, the first."""
    stories = stories_naming(treatment).defer("body").order_by("-last_published_at", "-pk")
    found, number = list(stories[:STORIES_SHOWN]), stories.count()
    request = context.get("request") or context["self"].request  # a panel knows its own
    words = {"stories": found, "number": number, "more": number - len(found), "request": request}
    return words | {"may_edit_stories": may_edit_stories(request.user)}


# Where the thing that happened is kept; what is about a story leads to the story's own screen.
SCREENS = {
    CauseKind.EXPERT_DISPUTED: ("experts:standing", _("Where they stand")),
    CauseKind.CREDENTIAL_ENDED: ("experts:standing", _("Where they stand")),
    CauseKind.TREATMENT_CHANGED: ("wagtailsnippets_treatments_treatment:inspect", _("The treatment’s record")),
}


@register.inclusion_tag("rechecks/admin/_cause_link.html")
def cause_link(recheck):
    """The way to the screen on which a cause is dealt with, where there is one."""
    if recheck.cause.kind == CauseKind.STATEMENT_DISPUTED:
        return {"url": reverse("accuracy_checks_story", args=[recheck.article_id]), "label": _("Accuracy checks")}
    name, label = SCREENS.get(CauseKind(recheck.cause.kind), ("", ""))
    return {"url": reverse(name, args=[recheck.cause.object_id]) if name else "", "label": label}


@register.inclusion_tag("rechecks/admin/_progress.html")
def recheck_progress(thing):
    """How far looking again at the stories that lean on a person, a treatment or a source has come."""
    return progress_of(thing)
