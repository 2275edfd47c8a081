"""Stories that name a treatment go back to the desk when its record changes."""

from django.utils.translation import gettext as _

from articles.models import ArticlePage
from treatments.models import TreatmentMention
from treatments.signals import found_in_live, status_changed
from treatments.warnings import rows_to_warn_of

from .models import CauseKind
from .opening import open_for


def connect():
    status_changed.connect(_status_changed, dispatch_uid="rechecks.treatments.status")
    found_in_live.connect(_found_in_live, dispatch_uid="rechecks.treatments.found")


def stories_naming(treatment):
    """Live stories that name a treatment, chosen or not."""
    mentions = TreatmentMention.objects.filter(treatment=treatment, in_live=True)
    return ArticlePage.objects.live().filter(pk__in=mentions.values("page"))


def _status_changed(treatment, words, by, **kwargs):
    cause = open_for(treatment, CauseKind.TREATMENT_CHANGED, words, stories_naming(treatment), by=by)
    return cause.stories if cause else 0


def _found_in_live(treatment, page_ids, **kwargs):
    """Stories that name it by a name nobody had noted before; what is approved everywhere asks nothing of them."""
    if any(row.treatment_id == treatment.pk for row in rows_to_warn_of()):
        words = _("%(treatment)s, which is not approved everywhere, is named here.") % {"treatment": treatment.name}
        stories = ArticlePage.objects.filter(pk__in=page_ids)
        open_for(treatment, CauseKind.TREATMENT_CHANGED, words, stories)
