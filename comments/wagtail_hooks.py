"""Registration only; the screens are in viewsets.py, decisions.py and bulk_actions.py."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from articles.models import ArticlePage

from .bulk_actions import ApproveBulkAction, RejectBulkAction, SpamBulkAction
from .moderation import MODERATE
from .summary import WaitingComments
from .viewsets import CommentViewSet

for bulk_action in (ApproveBulkAction, RejectBulkAction, SpamBulkAction):
    hooks.register("register_bulk_action", bulk_action)


@hooks.register("register_admin_viewset")
def register_comments():
    return CommentViewSet()


@hooks.register("construct_homepage_summary_items")
def show_waiting_comments(request, items):
    items.append(WaitingComments(request))


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("comments.approve", _("Approve comment"), _("Comment approved"))
    actions.register_action("comments.reject", _("Reject comment"), _("Comment rejected"))
    actions.register_action("comments.spam", _("Mark comment as spam"), _("Comment marked as spam"))
    actions.register_action("comments.remove", _("Remove comment"), _("Comment taken off the page"))
    actions.register_action("comments.undo", _("Undo a decision on a comment"), _("Decision on comment undone"))
    actions.register_action("comments.close", _("Close comments"), _("Comments on the story closed"))
    actions.register_action("comments.reopen", _("Open comments"), _("Comments on the story opened again"))


@hooks.register("register_page_header_buttons")
def comments_of_story(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, ArticlePage) and user.has_perm(MODERATE):
        yield Button(
            _("Comments"), url=reverse("moderation:conversation", args=[page.pk]), icon_name="comment", priority=70
        )
