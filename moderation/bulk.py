"""Everything that a search or filter finds, decided at once: a preview first, one button, one button back."""

from collections import Counter
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from comments import moderation
from comments.measures import ReasonCode
from comments.models import ModerationAction, ModerationBatch, ReaderComment, Verb
from comments.moderators import on_topics_of, why_not
from comments.states import Queue
from comments.thread import number_in

from .decisions import WhyForm, incomplete, next_url, tell_decided
from .filters import SEARCH, asked, mistakes_in, narrowed
from .grounds import numbered

MOST = 5_000  # comments at once; the rest of a larger find is left for the next time
SHOWN = 20
BATCHES_SHOWN = 50
# All that the rules of a decision look at.
STATE = ["article", "status", "version", "open_flags", "edit_body", "is_escalated", "is_appealed", "picked_at", "queue"]


class SeenField(forms.CharField):
    """Carries the versions that the moderator saw, as "comment:version" words."""

    widget = forms.HiddenInput

    def clean(self, value):
        pairs = [word.split(":") for word in super().clean(value).split()]
        if len(pairs) > MOST or any(len(pair) != 2 or not all(map(number_in, pair)) for pair in pairs):
            raise ValidationError(_("The form was incomplete."))
        return {number_in(pk): number_in(version) for pk, version in pairs}


def seen_of(comments):
    return " ".join(f"{comment.pk}:{comment.version}" for comment in comments)


class BulkForm(WhyForm):
    verb = forms.ChoiceField(choices=[(verb.value, verb.label) for verb in moderation.DECISIONS])
    seen = SeenField()


def decide_many(request, verb, seen, **details):
    """Decide each comment at the version seen, in one batch; say how many, with one button back, and what was left."""
    batch, overtaken = moderation.decide_many(dict.fromkeys(seen, verb), by=request.user, seen=seen, **details)
    if batch.number:
        tell_decided(request, verb, batch=batch)
    if overtaken:
        text = ngettext(
            "%(number)s comment was left alone: decided meanwhile, not yours, or not to be decided so.",
            "%(number)s comments were left alone: decided meanwhile, not yours, or not to be decided so.",
            len(overtaken),
        )
        messages.warning(request, text % {"number": len(overtaken)})
    return batch, overtaken


class BulkView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """What a search or filter finds, in one queue or in all, and what each decision would do to it."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/bulk_by_filter.html"
    page_title = gettext_lazy("Decide on everything found")
    header_icon = "comment"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:index"), "label": _("Comments")},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def queue(self):
        """The queue, or None for all of them."""
        name = self.request.GET.get("queue", "")
        if name and name not in Queue.values:
            raise Http404
        return Queue(name) if name else None

    @cached_property
    def terms(self):
        return asked(self.request.GET)

    @cached_property
    def comments(self):
        """What was found, with all that the rules of a decision look at. Without a queue and a filter: nothing."""
        if not (self.queue or self.terms):
            return []
        found = ReaderComment.objects.filter(queue=self.queue) if self.queue else ReaderComment.objects.all()
        found = on_topics_of(self.request.user, found)
        return list(narrowed(found, self.terms).only(*STATE).order_by("-pk")[: MOST + 1])

    def get_context_data(self, **kwargs):
        comments = self.comments[:MOST]
        queues = Counter(comment.queue for comment in comments)
        barred = why_not(self.request.user, comments)
        free = [comment for comment in comments if comment.pk not in barred]
        would = Counter(verb for comment in free for verb in moderation.possible_decisions(comment))
        shown = ReaderComment.objects.filter(pk__in=[comment.pk for comment in comments[:SHOWN]])
        query = self.terms.copy()
        address = reverse("moderation:queue", args=[self.queue or next(iter(queues), Queue.PENDING)])
        return super().get_context_data(**kwargs) | {
            "number": len(comments),
            "most": MOST,
            "is_cut": len(self.comments) > MOST,
            "mistakes": mistakes_in(self.terms),
            "queue": self.queue,
            "queues": [(queue.label, queues[queue]) for queue in Queue if queues[queue]],
            "verbs": [(verb, would[verb], len(comments) - would[verb]) for verb in moderation.DECISIONS if would[verb]],
            "shown": shown.for_queue().order_by("-pk"),
            "seen": seen_of(comments),
            "everywhere_url": f"{reverse('moderation:bulk')}?{query.urlencode()}" if self.queue and self.terms else "",
            "next": f"{address}?{query.urlencode()}",
            "grounds": list(numbered()),
            "form": kwargs.get("form"),
        }

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        form = BulkForm(request.POST)
        if not form.is_valid():
            messages.error(request, incomplete(form))
            return self.render_to_response(self.get_context_data(form=form), status=400)
        verb = Verb(form.cleaned_data["verb"])
        found_by = self.terms.copy()
        if self.queue:
            found_by["queue"] = self.queue.value
        decide_many(request, verb, form.cleaned_data["seen"], found_by=found_by.urlencode(), **form.details(verb))
        return redirect(next_url(request))


@dataclass
class BatchRow:
    """A bulk decision as the list shows it.

    Attributes:
        done: what was done, on which ground, how often.
        standing: how much of it can still be undone.
    """

    batch: ModerationBatch
    done: list = field(default_factory=list)
    standing: int = 0

    @cached_property
    def found_by(self):
        """What found the comments: (queue or "", words searched for, whether there were filters)."""
        query = QueryDict(self.batch.found_by)
        queue = query.get("queue", "")
        return Queue(queue).label if queue else "", query.get(SEARCH, ""), bool(query.keys() - {"queue", SEARCH})


class BatchesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """The latest bulk decisions, each with one button that takes it back."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/batches.html"
    page_title = gettext_lazy("Recent bulk decisions")
    header_icon = "comment"

    get_breadcrumbs_items = BulkView.get_breadcrumbs_items

    def get(self, request):
        return self.render_to_response(self.get_context_data(rows=recent_batches(), here=request.path))


def recent_batches():
    """The newest batches that decided something, as rows, in two queries; bans with all comments are among them."""
    deciding = ModerationAction.objects.exclude(verb=Verb.UNDO).filter(batch__isnull=False)
    batches = ModerationBatch.objects.filter(number__gt=0, pk__in=deciding.values("batch"))
    batches = batches.select_related("by", "measure").order_by("-pk")[:BATCHES_SHOWN]
    rows = {batch.pk: BatchRow(batch) for batch in batches}
    groups = ["batch", "verb", "code"]
    actions = deciding.filter(batch__in=list(rows)).order_by(*groups).values_list(*groups)
    for batch, verb, code, number, undone in actions.annotate(Count("pk"), Count("undone_by")):
        rows[batch].standing += number - undone
        rows[batch].done.append((Verb(verb).label, ReasonCode(code).label if code else "", number))
    return list(rows.values())
