from wagtail.admin.site_summary import SummaryItem

from comments.moderators import MODERATE, number_waiting_for


class WaitingComments(SummaryItem):
    """How many comments wait, on the admin's front screen."""

    order = 50
    template_name = "moderation/waiting_summary.html"

    def get_context_data(self, parent_context):
        return {"waiting": number_waiting_for(self.request.user)}

    def is_shown(self):
        return self.request.user.has_perm(MODERATE)
