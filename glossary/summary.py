from django.urls import reverse

from wagtail.admin.site_summary import SummaryItem

from .models import GlossaryTerm
from .signing import REVIEW


class WaitingDefinitions(SummaryItem):
    """How many definitions wait for a signature, on the admin's front screen of whoever may sign."""

    order = 60
    template_name = "glossary/admin/waiting_summary.html"

    def get_context_data(self, parent_context):
        address = reverse("wagtailsnippets_glossary_glossaryterm:list")
        return {
            "waiting": GlossaryTerm.objects.filter(awaits_review=True).count(),
            "address": f"{address}?review=waits",
        }

    def is_shown(self):
        return self.request.user.has_perm(REVIEW)
