from wagtail.admin.site_summary import SummaryItem

from .models import ReaderComment
from .moderation import MODERATE


class WaitingComments(SummaryItem):
    """How many comments wait, on the admin's front screen."""

    order = 50
    template_name = "comments/admin/waiting_summary.html"

    def get_context_data(self, parent_context):
        return {"waiting": ReaderComment.objects.waiting().count()}

    def is_shown(self):
        return self.request.user.has_perm(MODERATE)
