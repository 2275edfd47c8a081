"""How many comments wait: in the menu, and kept up to date there by static/js/moderation-badge.js."""

from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html

from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from comments.moderators import MODERATE, check_moderator, queue_numbers_of

MOST_SHOWN = 99


class WaitingMenuItem(MenuItem):
    """“Comments (3)”."""

    def is_shown(self, request):
        return request.user.has_perm(MODERATE)

    def render_component(self, request):
        return LinkMenuItem(
            self.name,
            f"{self.label}{bracketed(queue_numbers_of(request.user, only_to_do=True).waiting)}",
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs={"data-waiting-url": reverse("moderation:waiting"), "data-label": str(self.label)},
        )


def bracketed(number):
    if not number:
        return ""
    return f" ({MOST_SHOWN}+)" if number > MOST_SHOWN else f" ({number})"


def waiting(request):
    """The numbers, for the script: on the menu, and on the tabs."""
    check_moderator(request.user)
    numbers = queue_numbers_of(request.user)
    queues = {queue: number_format(number, force_grouping=True) for queue, number in numbers.on_tabs.items()}
    return JsonResponse({"waiting": numbers.waiting, "shown": bracketed(numbers.waiting), "queues": queues})


def script():
    """On every screen of the admin; it asks nothing where the menu has no such entry."""
    return format_html('<script type="module" src="{}"></script>', static("js/moderation-badge.js"))
