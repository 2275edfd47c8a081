from wagtail.admin.site_summary import SummaryItem

from comments.models import ReaderComment
from comments.moderators import MODERATE, on_topics_of, queue_numbers_of
from comments.states import TO_DO, Queue

from .second_look import waiting_for


class WaitingComments(SummaryItem):
    """How many comments wait in which queue and since when, on the admin's front screen."""

    order = 50
    template_name = "moderation/waiting_summary.html"

    def get_context_data(self, parent_context):
        user = self.request.user
        numbers = queue_numbers_of(user, only_to_do=True)
        pending = on_topics_of(user, ReaderComment.objects.filter(queue=Queue.PENDING))
        return {
            "waiting": numbers.waiting,
            "queues": [(queue, numbers.on_tabs[queue]) for queue in TO_DO if numbers.on_tabs[queue]],
            "oldest": pending.order_by("created_at").values_list("created_at", flat=True).first(),
            "second_look": waiting_for(user).exists(),
        }

    def is_shown(self):
        return self.request.user.has_perm(MODERATE)
