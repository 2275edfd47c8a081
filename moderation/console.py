"""The console: one comment in focus, the next ones already there. A plain form; static/js/moderation.js quickens it."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import page_permission_policy

from comments.models import ReaderComment, Verb
from comments.moderators import on_topics_of, queue_numbers_of
from comments.states import TO_DO, Queue

from .dossiers import dossiers_on
from .escalations import LONGEST_NOTE
from .filters import asked, narrowed
from .grounds import numbered
from .measure_appeals import waiting_in
from .paging import in_words, order_of, place_of, stretch

AT_ONCE = 20  # comments in one page


def words():
    """What the script says; {…} is filled in there."""
    return {
        "did": {
            Verb.APPROVE: _("Approved: {name}"),
            Verb.REJECT: _("Rejected: {name}"),
            Verb.SPAM: _("Marked as spam: {name}"),
            Verb.REMOVE: _("Removed: {name}"),
            Verb.PICK: _("Picked: {name}"),
            Verb.UNPICK: _("No longer picked: {name}"),
            Verb.ESCALATE: _("Passed to an editor: {name}"),
        },
        "now": _("Now: {name} on “{story}”."),
        "nothing": _("Nothing more waits here."),
        "end": _("There is no other in this direction."),
        "undone": _("Undone: {name}"),
        "takeBack": _("Undo (u) takes it back"),
        "notHere": _("That is not possible with this comment."),
        "left": _("{number} in this queue"),
        "decided": _("{number} decided"),
        "unsent": _("{number} being saved …"),
        "notSent": _(
            "The server does not answer, so the last decisions are not saved yet. They are kept on this page: check "
            "the connection, or log in again in another tab, and try again."
        ),
        "noteKept": _("{sentence} You had written: “{note}”"),
        "gone": _("This comment is gone, with its story."),
        "tryAgain": _("Try again"),
        "dismiss": _("Dismiss"),
    }


class ReviewView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Work through a queue: decide, and the next one is there."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/console.html"
    page_title = gettext_lazy("Comments")
    header_icon = "comment"

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    @cached_property
    def numbers(self):
        return queue_numbers_of(self.request.user)

    @cached_property
    def queue(self):
        """The one asked for, or the first in which somebody waits."""
        asked_for = self.request.GET.get("queue", "")
        if not asked_for:
            return next((queue for queue in TO_DO if self.numbers.on_tabs[queue]), Queue.PENDING)
        if asked_for not in Queue.values:
            raise Http404
        return Queue(asked_for)

    @cached_property
    def terms(self):
        """Search and filters, as the list understands them."""
        return asked(self.request.GET)

    def get_page_subtitle(self):
        return self.queue.label

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": "", "label": self.get_page_title()},  # the tab names the queue
        ]

    @cached_property
    def header_buttons(self):
        address = reverse("moderation:queue", args=[self.queue])
        terms = self.terms.urlencode()
        return [HeaderButton(_("As a list"), url=f"{address}?{terms}" if terms else address, icon_name="list-ul")]

    def address(self, **more):
        """The console on this queue with this search and these filters."""
        query = self.terms.copy()
        query.update({"queue": self.queue.value} | more)
        return f"{reverse('moderation:review')}?{query.urlencode()}"

    def more_address(self, place):
        return self.address(place=place).replace(reverse("moderation:review"), reverse("moderation:review_more"), 1)

    def get_context_data(self, **kwargs):
        dossiers, following = self.dossiers()
        return super().get_context_data(**kwargs) | {
            "dossiers": dossiers,
            "first": dossiers[0] if dossiers else None,
            "next_place": following,
            "more_url": self.more_address(following) if following else "",
            "skip_url": self.address(place=dossiers[0].place) if dossiers else "",
            "here": self.request.get_full_path(),
            "first_page": self.address(),
            "has_place": bool(self.request.GET.get("place")),
            "queues": [
                (queue, number, queue == self.queue, f"{reverse('moderation:review')}?queue={queue}")
                for queue, number in self.numbers.on_tabs.items()
                if queue in TO_DO
            ],
            "number": "" if self.terms else self.numbers.comments[self.queue],
            "measure_appeals": waiting_in(self.queue, self.request.user),
            "longest_note": LONGEST_NOTE,
            "queue": self.queue,
            "order": in_words(self.queue),
            "terms": list(self.terms.items()),
            "grounds": list(numbered()),
            "may_edit": self.may_edit,
            "words": words(),
        }

    def dossiers(self):
        """What is known about the next comments, and the place of those behind them."""
        theirs = on_topics_of(self.request.user, ReaderComment.objects.filter(queue=self.queue))
        comments = narrowed(theirs, self.terms).for_console()
        if self.queue == Queue.APPEALED:
            comments = comments.prefetch_related("appeals__answer__actor", "appeals__decision__actor")
        found, _before, following = stretch(comments, self.queue, self.request.GET.get("place", ""), AT_ONCE)
        field, _ascending = order_of(self.queue)
        dossiers = dossiers_on(found, self.request.user)
        for dossier in dossiers:
            dossier.place = place_of("after", dossier.comment, field)
        return dossiers, following

    @property
    def may_edit(self):
        # Whether this very story may be edited is asked when its editor opens.
        return page_permission_policy.user_has_any_permission(self.request.user, {"add", "change", "publish"})


class MoreView(ReviewView):
    """The comments behind those that the page has, for the script to add."""

    def get(self, request):
        dossiers, following = self.dossiers()
        context = {
            "dossiers": dossiers,
            "more_url": self.more_address(following) if following else "",
            "may_edit": self.may_edit,
        }
        return render(request, "moderation/_console_comments.html", context)
