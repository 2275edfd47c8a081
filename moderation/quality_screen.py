"""The figures of moderation/quality.py on a screen: everybody's for managing editors, one's own for each moderator."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import View

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateInput

from articles.house_time import local, midnight
from comments.models import ReaderComment
from comments.moderators import OVERSEE
from screening.rules.rule import HOUSE_RULES

from . import quality
from .quality import Period
from .second_look import waiting_for

DAYS = 30
LONGEST = 366  # days

# The chart, in its own units.
HEIGHT, BAR, GAP = 120, 18, 8


class PeriodForm(forms.Form):
    begins = forms.DateField(label=gettext_lazy("From"), widget=AdminDateInput)
    ends = forms.DateField(label=pgettext_lazy("date range", "To"), widget=AdminDateInput)

    def clean(self):
        super().clean()
        begins, ends = self.cleaned_data.get("begins"), self.cleaned_data.get("ends")
        if ends and ends > timezone.localdate() + timedelta(days=LONGEST):
            self.add_error("ends", _("This day is too far off."))
        elif begins and ends and begins > ends:
            self.add_error("ends", _("This is before the first day."))
        elif begins and ends and ends - begins > timedelta(days=LONGEST):
            self.add_error("begins", _("Choose a year at most."))
        return self.cleaned_data


@dataclass(frozen=True)
class Bar:
    """One week in the chart: where it stands and how high its two bars are."""

    label: str
    x: int
    median_y: int
    median_height: int
    tail_y: int
    tail_height: int


class QualityView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/quality.html"
    page_title = gettext_lazy("Quality of moderation")
    header_icon = "order"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request):
        today = local(timezone.now()).date()
        first = {"begins": today - timedelta(days=DAYS - 1), "ends": today}
        form = PeriodForm(request.GET) if "begins" in request.GET else PeriodForm(first, initial=first)
        chosen = form.cleaned_data if form.is_valid() else first
        sees_all = request.user.has_perm(OVERSEE)
        period = Period(
            midnight(chosen["begins"]),
            midnight(chosen["ends"] + timedelta(days=1)),
            None if sees_all else request.user,
        )
        weeks = quality.times(period, "week")
        context = self.get_context_data(
            form=form,
            sees_all=sees_all,
            overall=next(iter(quality.times(period)), None),
            rules=rule_rows(period) if sees_all else [],
            moderators=moderator_rows(period),
            weeks=[(date_format(local(each.key), pgettext("date format", "j M")), each) for each in weeks],
            bars=bars(weeks),
            chart_width=len(weeks) * (2 * BAR + GAP) + GAP,
            chart_height=HEIGHT,
            agreement=quality.agreement(period),
            second_looks=waiting_for(request.user).count(),
        )
        return self.render_to_response(context)


def rule_rows(period):
    """(label, held, decided, false holds, their share in percent or None)."""
    return [
        (
            HOUSE_RULES[rule].label if rule in HOUSE_RULES else rule.replace("_", " "),
            held,
            decided,
            false,
            round(100 * false / decided) if decided else None,
        )
        for rule, held, decided, false in quality.by_rule(period)
    ]


def moderator_rows(period):
    """(name, decisions, undone, Times or None, Agreement or None), by the number of decisions."""
    numbers = quality.by_moderator(period)
    times = {each.key: each for each in quality.times(period, "actor")}
    agreed = quality.agreement_by_moderator(period)
    people = get_user_model().objects.in_bulk(list(numbers))
    order = sorted(numbers, key=lambda pk: (-numbers[pk][0], pk))
    return [(str(people[pk]), *numbers[pk], times.get(pk), agreed.get(pk)) for pk in order if pk in people]


def bars(weeks):
    """The chart's bars: for each week the median beside the 95th percentile, the longest as high as the chart."""
    longest = max((each.ninety_fifth for each in weeks), default=timedelta()) or timedelta(hours=1)
    found = []
    for place, each in enumerate(weeks):
        median, tail = (max(1, round(HEIGHT * time / longest)) for time in (each.median, each.ninety_fifth))
        label = date_format(local(each.key), pgettext("date format", "j M"))
        found.append(Bar(label, GAP + place * (2 * BAR + GAP), HEIGHT - median, median, HEIGHT - tail, tail))
    return found
