"""What the audit log, and with it a story's history, says of the desks."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.log_actions import LogFormatter


class SignOffFormatter(LogFormatter):
    label = gettext_lazy("Sign off")

    def format_message(self, log_entry):
        return _with_note(_("Signed off for %(desk)s") % log_entry.data, log_entry)


class FellAwayFormatter(LogFormatter):
    label = gettext_lazy("Sign-off fell away")

    def format_message(self, log_entry):
        return _("The sign-off of %(approver)s for %(desk)s fell away: %(because)s") % log_entry.data


class SendBackFormatter(LogFormatter):
    label = gettext_lazy("Send back")

    def format_message(self, log_entry):
        if log_entry.data["to"]:
            return _with_note(_("Sent back from %(stage)s to %(to)s") % log_entry.data, log_entry)
        return _with_note(_("Sent back from %(stage)s to the writer") % log_entry.data, log_entry)


class AssignFormatter(LogFormatter):
    label = gettext_lazy("Assign")

    def format_message(self, log_entry):
        if not log_entry.data["to"]:
            return _("Gave %(desk)s's turn back to the desk") % log_entry.data
        return _("%(desk)s: now with %(to)s") % log_entry.data


class UnderWayFormatter(LogFormatter):
    label = gettext_lazy("Change stages under way")

    def format_message(self, log_entry):
        return _("Moved to the changed stages of the workflow “%(workflow)s”") % log_entry.data


def _with_note(sentence, entry):
    note = entry.data.get("note")
    return _("%(sentence)s: “%(note)s”") % {"sentence": sentence, "note": note} if note else sentence


FORMATTERS = {
    "review.sign_off": SignOffFormatter,
    "review.fell_away": FellAwayFormatter,
    "review.send_back": SendBackFormatter,
    "review.assign": AssignFormatter,
    "review.under_way": UnderWayFormatter,
}


def register(actions):
    for name, formatter in FORMATTERS.items():
        actions.register_action(name)(formatter)
