"""Where the moderators' lesser screens stand in the admin's menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from comments.moderators import MODERATE, OVERSEE

from .corrections import CorrectionsMenuItem
from .rule_screens import CHANGE_RULES


class ModerationMenuItem(MenuItem):
    """Shown to those who have the permission."""

    def __init__(self, label, url_name, permission, **kwargs):
        super().__init__(label, reverse(url_name), **kwargs)
        self.permission = permission

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


def measures_item():
    return ModerationMenuItem(_("Measures"), "moderation:measures", MODERATE, icon_name="user", order=960)


def quality_item():
    return ModerationMenuItem(_("Quality of moderation"), "moderation:quality", MODERATE, icon_name="order", order=961)


def second_look_item():
    return ModerationMenuItem(_("Second look"), "moderation:second_look", MODERATE, icon_name="view", order=962)


def corrections_item():
    return CorrectionsMenuItem(
        _("Correction requests"), reverse("moderation:corrections"), icon_name="warning", order=250
    )


def rules_item():
    return ModerationMenuItem(_("Comment rules"), "moderation:rules", CHANGE_RULES, icon_name="comment", order=206)


def topics_item():
    return ModerationMenuItem(_("Topics of moderators"), "moderation:topics", OVERSEE, icon_name="tag", order=208)
