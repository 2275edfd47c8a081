"""What a story's history says of its accuracy checks."""

from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import LogFormatter

ENTRIES = {
    "ask": (_("Ask a source"), _("%(person)s asked about %(statements)d statements")),
    "remind": (_("Remind a source"), _("%(person)s reminded of an accuracy check")),
    "revoke": (_("Withdraw an accuracy check"), _("Accuracy check with %(person)s: link withdrawn")),
    "shut": (_("Shut an answered accuracy check"), _("The link with which %(person)s saw their answer was shut")),
    "expire": (_("Accuracy check runs out"), _("%(person)s did not answer the accuracy check in time")),
    "answer": (_("A source answers"), _("%(person)s answered the accuracy check")),
    "call": (_("Accuracy check by telephone"), _("%(person)s answered on the telephone. %(note)s")),
    "accepted": (_("Accept what a source says"), _("Correction by %(person)s accepted: “%(about)s”")),
    "declined": (_("Decline what a source says"), _("Correction by %(person)s declined: “%(about)s”. %(reason)s")),
}


def formatter(label, sentence):
    class CheckFormatter(LogFormatter):
        def format_message(self, log_entry):
            return sentence % log_entry.data

    CheckFormatter.label = label
    return CheckFormatter


def register_log_actions(actions):
    for name, (label, sentence) in ENTRIES.items():
        actions.register_action(f"accuracy_checks.{name}")(formatter(label, sentence))
