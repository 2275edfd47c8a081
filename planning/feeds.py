"""The newsroom's calendar in people's own calendars: the feed, and the screen on which they get its address."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles.house_time import local

from . import icalendar, tokens
from .board_screens import may_see_board
from .diary import entries
from .models import CalendarToken
from .querysets import stories_for

BACK, AHEAD = timedelta(days=31), timedelta(days=184)
FOR_EACH_DAY = 20  # entries of each kind
FRESH = 15  # minutes
LENGTH = timedelta(minutes=15)  # of an event that is only a moment


@require_safe
def feed(request, token):
    """What the token's owner sees in the calendar, a month back and half a year ahead: kinds and headlines only."""
    user = tokens.user_of(token)
    if user is None:
        raise Http404
    today = local(now()).date()
    found = entries(stories_for(user), today - BACK, today + AHEAD, FOR_EACH_DAY)
    response = HttpResponse(
        icalendar.calendar(settings.WAGTAIL_SITE_NAME, map(event_of, found), minutes=FRESH),
        content_type="text/calendar; charset=utf-8",
        headers={"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"},
    )
    patch_cache_control(response, private=True, max_age=FRESH * 60)
    return response


def event_of(entry):
    base = settings.WAGTAILADMIN_BASE_URL
    return icalendar.event(
        f"{entry.kind}-{entry.story.pk}@{urlsplit(base).hostname}",
        entry.at or entry.day,
        f"{entry.kind.label}: {entry.story.get_admin_display_title()}",
        url=base + reverse("wagtailadmin_pages:edit", args=[entry.story.pk]),
        stamp=now(),
        length=LENGTH,
    )


class AddressView(WagtailAdminTemplateMixin, View):
    """Make, renew and revoke the address of one's own feed. It is shown once, in the answer that makes it."""

    template_name = "planning/admin/address.html"
    page_title = gettext_lazy("Your own calendar")
    header_icon = "link"

    def dispatch(self, request, *args, **kwargs):
        if not may_see_board(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        if request.POST.get("action") == "revoke":
            if tokens.revoke(request.user):
                messages.success(request, _("The address leads nowhere any more."))
            return self.render_to_response(self.get_context_data())
        path = reverse("calendar_feed", args=[tokens.renew(request.user)])
        return self.render_to_response(self.get_context_data(address=settings.WAGTAILADMIN_BASE_URL + path))

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("planning:calendar"), "label": _("Calendar")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        token = CalendarToken.objects.valid().filter(user=self.request.user).first()
        return super().get_context_data(**kwargs) | {"token": token, "minutes": FRESH}
