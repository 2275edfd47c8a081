"""Registration only."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("medical_reviews.sign", _("Sign medical review"), _("Medical review signed"))
    actions.register_action("medical_reviews.withdraw", _("Withdraw medical review"), _("Medical review withdrawn"))
