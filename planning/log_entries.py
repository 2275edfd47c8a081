"""What Wagtail's history and reports say of plans and embargoes."""

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.log_actions import LogFormatter

from articles.house_time import told


class EmbargoSet(LogFormatter):
    label = gettext_lazy("Set embargo")

    def format_message(self, log_entry):
        return _("Embargo until %(time)s, agreed with %(whom)s") % _embargo_in(log_entry)


class EmbargoLifted(LogFormatter):
    label = gettext_lazy("Lift embargo")

    def format_message(self, log_entry):
        return _("Embargo until %(time)s, agreed with %(whom)s, lifted") % _embargo_in(log_entry)


class PlanChanged(LogFormatter):
    label = gettext_lazy("Change plan")

    def format_message(self, log_entry):
        return get_text_list(
            [_change(name, _was_and_is[1]) for name, _was_and_is in sorted(log_entry.data.items())], _("and")
        )


def _embargo_in(log_entry):
    return {"time": told(parse_datetime(log_entry.data["until"])), "whom": log_entry.data["agreed_with"]}


def _change(name, value):
    if name == "deadline":
        return _("Deadline: %(time)s") % {"time": told(parse_datetime(value))} if value else _("No deadline")
    day = parse_date(value) if value else None
    return _("Planned for %(day)s") % {"day": date_format(day, "DATE_FORMAT")} if day else _("Planned for no day")


def register(actions):
    """For hook register_log_actions."""
    actions.register_action("planning.embargo_set")(EmbargoSet)
    actions.register_action("planning.embargo_lifted")(EmbargoLifted)
    actions.register_action("planning.change_plan")(PlanChanged)
