"""The calendar, month by month or week by week, and moving what stands in it. All times are the house's."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, get_format
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from articles.house_time import local, zone_name

from . import moves
from .board_screens import may_see_board
from .diary import Entry, Kind, entries
from .forms import DayField, MoveForm
from .moves import Overtaken, told_value, value_in
from .querysets import stories_for

WEEK = timedelta(days=7)
FOR_EACH_DAY = {"month": 4, "week": 25}  # entries of each kind; what is left out is counted


class FilterForm(forms.Form):
    """What the calendar shows. Whatever makes no sense is as if it were not there."""

    view = forms.ChoiceField(choices=[("month", "month"), ("week", "week")], required=False)
    day = DayField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pages = Page.objects.filter(Q(topicpage__isnull=False) | Q(personpage__is_writer=True)).order_by("title")
        titles = list(pages.values_list("topicpage", "pk", "title"))
        topics = [("", _("All topics")), *((pk, title) for topic, pk, title in titles if topic)]
        writers = [("", _("All writers")), *((pk, title) for topic, pk, title in titles if not topic)]
        self.fields["topic"] = forms.TypedChoiceField(label=_("Topic"), choices=topics, coerce=int, required=False)
        self.fields["person"] = forms.TypedChoiceField(label=_("Writer"), choices=writers, coerce=int, required=False)

    def shown(self):
        """What was chosen, with something sensible in place of what was not."""
        self.full_clean()
        chosen = self.cleaned_data
        return {
            "view": chosen.get("view") or "month",
            "day": chosen.get("day") or local(now()).date(),
            "topic": chosen.get("topic"),
            "person": chosen.get("person"),
        }


@dataclass
class Day:
    """One day of the calendar.

    Attributes:
        is_outside: whether it belongs to another month than the one that is shown.
        entries: what happens, as (entry, whether its story may be opened, whether it may be moved).
        left_out: how much more happens.
        as_week: the address of its week.
    """

    date: date
    is_today: bool
    is_outside: bool
    entries: list[tuple[Entry, bool, bool]]
    left_out: int
    as_week: str


class CalendarView(WagtailAdminTemplateMixin, View):
    template_name = "planning/admin/calendar.html"
    page_title = gettext_lazy("Calendar")
    header_icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        if not may_see_board(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        self.form = FilterForm(request.GET)
        self.shown = self.form.shown()
        return self.render_to_response(self.get_context_data())

    @property
    def is_month(self):
        return self.shown["view"] == "month"

    @cached_property
    def weeks(self):
        """The dates that are shown, a list for each week."""
        day, first_weekday = self.shown["day"], (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
        if self.is_month:
            return calendar.Calendar(first_weekday).monthdatescalendar(day.year, day.month)
        monday_or_sunday = day - timedelta(days=(day.weekday() - first_weekday) % 7)
        return [[monday_or_sunday + timedelta(days=number) for number in range(7)]]

    @cached_property
    def stories(self):
        stories = stories_for(self.request.user)
        if self.shown["topic"]:
            stories = stories.filter(topic=self.shown["topic"])
        if self.shown["person"]:
            stories = stories.filter(bylines__person=self.shown["person"])
        return stories

    def days(self):
        """The weeks, with what happens on their days."""
        found = entries(self.stories, self.weeks[0][0], self.weeks[-1][-1], FOR_EACH_DAY[self.shown["view"]])
        by_day = {day: list(of_day) for day, of_day in groupby(found, key=lambda entry: entry.day)}
        return [[self.day(one, by_day.get(one, [])) for one in week] for week in self.weeks]

    def day(self, one, of_day):
        totals = {entry.kind: entry.of_day for entry in of_day}
        return Day(
            date=one,
            is_today=one == local(now()).date(),
            is_outside=self.is_month and one.month != self.shown["day"].month,
            entries=[(entry, *self.rights(entry)) for entry in of_day],
            left_out=sum(totals.values()) - len(of_day),
            as_week=self.address(view="week", day=one),
        )

    def rights(self, entry):
        may_edit = moves.may_move_at_a_glance(Kind.PLANNED, entry.story, self.request.user)
        return may_edit, moves.may_move_at_a_glance(entry.kind, entry.story, self.request.user)

    def address(self, **changes):
        """This calendar with other parameters."""
        shown = self.shown | changes
        filters = {name: shown[name] for name in ("topic", "person") if shown[name]}
        query = {"view": shown["view"], "day": shown["day"].isoformat()} | filters
        return f"{reverse('planning:calendar')}?{urlencode(query)}"

    @property
    def heading(self):
        if self.is_month:
            return date_format(self.shown["day"], "YEAR_MONTH_FORMAT")
        first, last = self.weeks[0][0], self.weeks[0][-1]
        return _("%(first)s to %(last)s") % {
            "first": date_format(first, "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"),
            "last": date_format(last, "DATE_FORMAT"),
        }

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        before, after = self.weeks[0][0] - timedelta(days=1), self.weeks[-1][-1] + timedelta(days=1)
        if self.is_month:
            first = self.shown["day"].replace(day=1)
            before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
        weeks = self.days()
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "shown": self.shown,
            "heading": self.heading,
            "zone": zone_name(),
            "is_month": self.is_month,
            "weeks": weeks,
            "is_empty": not any(day.entries for week in weeks for day in week),
            "weekdays": [WEEKDAYS[day.weekday()] for day in self.weeks[0]],
            "previous": self.address(day=before),
            "next": self.address(day=after),
            "today": self.address(day=local(now()).date()),
            "as_month": self.address(view="month"),
            "as_week": self.address(view="week"),
            "here": self.address(),
        }


def visible_story(user, pk):
    """A story that somebody sees in the calendar. Raises Http404."""
    return get_object_or_404(stories_for(user), pk=pk)


class MoveView(WagtailAdminTemplateMixin, View):
    """Give an entry another day, and another time if it has one: by form, or by what a drag sends."""

    template_name = "planning/admin/move.html"
    page_title = gettext_lazy("Move")
    header_icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        if kwargs["kind"] not in moves.MOVABLE:
            raise Http404
        self.kind = Kind(kwargs["kind"])
        self.story = visible_story(request.user, kwargs["page_id"])
        if not moves.may_move(self.kind, self.story, request.user):
            raise PermissionDenied
        self.value = moves.value_of(self.kind, self.story)
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self):
        return self.story.get_admin_display_title()

    def get(self, request, kind, page_id):
        if self.value is None:
            return self.not_there()
        return self.render_to_response(self.get_context_data(form=self.form_with(initial=self.initial())))

    def post(self, request, kind, page_id):
        if self.value is None:
            return self.not_there()
        form = self.form_with(request.POST)
        if not form.is_valid():
            return self.refuse(form)
        try:
            to = moves.target(self.value, form.cleaned_data["day"], form.cleaned_data.get("hour"))
            seen = value_in(form.cleaned_data["seen"])
            done = moves.move(self.kind, self.story, to, by=request.user, seen=seen)
        except ValidationError as error:
            form.add_error("day", error.messages)
            return self.refuse(form)
        except Overtaken as overtaken:
            tell_overtaken(request, overtaken)
        else:
            tell_moved(request, self.title, done)
        return redirect(next_url(request))

    def form_with(self, *args, **kwargs):
        return MoveForm(*args, has_hour=moves.has_hour(self.kind), **kwargs)

    def initial(self):
        if not moves.has_hour(self.kind):
            return {"day": self.value, "seen": self.value.isoformat()}
        moment = local(self.value)
        return {"day": moment.date(), "hour": moment.time(), "seen": self.value.isoformat()}

    def not_there(self):
        tell_overtaken(self.request, Overtaken(self.story, None))
        return redirect(next_url(self.request))

    def refuse(self, form):
        messages.error(self.request, _("Nothing was moved yet. What you typed is still here; see what is marked."))
        return self.render_to_response(self.get_context_data(form=form))

    def get_page_subtitle(self):
        return self.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("planning:calendar"), "label": _("Calendar")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.title},
        ]

    def get_context_data(self, form, **kwargs):
        return super().get_context_data(**kwargs) | {
            "form": form,
            "media": form.media,
            "kind": self.kind,
            "title": self.title,
            "now": told_value(self.value),
            "next": next_url(self.request),
            "action_url": self.request.get_full_path(),
            "submit_button_label": _("Move"),
            "submit_button_active_label": _("Moving…"),
        }


@require_POST
def undo(request):
    """Put an entry back where it was."""
    try:
        back = moves.undo(request.POST.get("move", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Overtaken as overtaken:
        tell_overtaken(request, overtaken)
    else:
        messages.success(request, _("Undone: it is %(value)s again.") % {"value": told_value(back.now)})
    return redirect(next_url(request))


def next_url(request):
    return get_valid_next_url_from_request(request) or reverse("planning:calendar")


def tell_moved(request, title, done):
    """Say what was moved, with a button that takes it back."""
    sentence = _("%(kind)s: “%(title)s” moved from %(was)s to %(now)s.") % {
        "kind": done.kind.label,
        "title": title,
        "was": told_value(done.was),
        "now": told_value(done.now),
    }
    context = {"sentence": sentence, "token": done.token, "next": next_url(request)}
    messages.success(request, render_to_string("planning/admin/_moved.html", context, request))


def tell_overtaken(request, overtaken):
    names = {"title": overtaken.story.get_admin_display_title()}
    if overtaken.value is None:
        sentence = _("“%(title)s” does not stand there any more: somebody changed it meanwhile. Nothing was moved.")
    else:
        sentence = _("Somebody moved “%(title)s” to %(value)s meanwhile. Nothing was changed; look, and move it again.")
        names["value"] = told_value(overtaken.value)
    messages.warning(request, sentence % names)
