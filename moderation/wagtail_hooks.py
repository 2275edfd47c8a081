"""Registration only; the screens are in viewsets.py, comment_screen.py, decisions.py and the modules beside them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from articles.models import ArticlePage
from comments.moderators import MODERATE

from . import badge
from .bulk_actions import ApproveBulkAction, RejectBulkAction, SpamBulkAction
from .log_actions import LOG_ACTIONS
from .menu_items import corrections_item, measures_item, quality_item, rules_item, second_look_item, topics_item
from .rule_screens import HouseWordViewSet
from .summary import WaitingComments
from .viewsets import CommentViewSet

for bulk_action in (ApproveBulkAction, RejectBulkAction, SpamBulkAction):
    hooks.register("register_bulk_action", bulk_action)
hooks.register("insert_global_admin_js", badge.script)


@hooks.register("register_admin_viewset")
def register_comments():
    return CommentViewSet()


@hooks.register("register_admin_viewset")
def register_house_words():
    return HouseWordViewSet()


for item in (rules_item, topics_item):
    hooks.register("register_settings_menu_item", item)
for item in (corrections_item, measures_item, quality_item, second_look_item):
    hooks.register("register_reports_menu_item", item)


@hooks.register("construct_homepage_summary_items")
def show_waiting_comments(request, items):
    items.append(WaitingComments(request))


@hooks.register("register_log_actions")
def register_log_actions(actions):
    for name, label, message in LOG_ACTIONS:
        actions.register_action(name, label, message)


@hooks.register("register_page_header_buttons")
def comments_of_story(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, ArticlePage) and user.has_perm(MODERATE):
        yield Button(
            _("Comments"), url=reverse("moderation:conversation", args=[page.pk]), icon_name="comment", priority=70
        )
