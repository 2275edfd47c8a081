"""Registration only."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from .viewsets import PersonListingViewSet


@hooks.register("register_admin_viewset")
def register_people():
    return PersonListingViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("people.check", _("Check"), _("Check of a person recorded"))
    actions.register_action("people.judge_credential", _("Judge a credential"), _("Credential judged"))
    actions.register_action("people.dispute", _("Put in doubt"), _("Put in doubt"))
    actions.register_action("people.clear_up", _("Clear up a doubt"), _("Doubt cleared up"))
