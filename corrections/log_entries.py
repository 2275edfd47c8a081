"""What Wagtail's history says of corrections."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.log_actions import LogFormatter

from .models import Kind


class Declared(LogFormatter):
    label = gettext_lazy("Say what changes")

    def format_message(self, log_entry):
        return _("Change declared: %(kind)s") % {"kind": Kind(log_entry.data["kind"]).label}


class NoticeAdded(LogFormatter):
    label = gettext_lazy("Add a notice")

    def format_message(self, log_entry):
        return _("Notice put on the story: %(kind)s") % {"kind": Kind(log_entry.data["kind"]).label}


class Retracted(LogFormatter):
    label = gettext_lazy("Retract")

    def format_message(self, log_entry):
        return _("Story retracted")

    def format_comment(self, log_entry):
        return log_entry.data["text"]


def register(actions):
    """For hook register_log_actions."""
    actions.register_action("corrections.declare")(Declared)
    actions.register_action("corrections.notice")(NoticeAdded)
    actions.register_action("corrections.retract")(Retracted)
    actions.register_action("corrections.confirm", _("Confirm a minor fix"), _("Minor fix confirmed"))
    actions.register_action("corrections.lift", _("Lift a retraction"), _("Retraction lifted"))
    actions.register_action(
        "corrections.withhold", _("Withhold a version"), _("Version taken out of the public history")
    )
    actions.register_action("corrections.show", _("Show a version"), _("Version put back into the public history"))
