"""The moderators' screens: a queue for each status as a list, and the addresses of all the others."""

from django.http import Http404
from django.middleware.csrf import get_token
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import page_permission_policy

from comments.models import ReaderComment
from comments.moderation import possible_decisions
from comments.moderators import MODERATE, on_topics_of, queue_numbers_of, why_not
from comments.states import TO_DO, Queue

from . import (
    badge,
    bulk,
    console,
    corrections,
    decisions,
    escalations,
    measure_appeals,
    measures,
    note_views,
    quality_screen,
    rule_screens,
    saved_filters,
    second_look_screen,
    topic_screen,
)
from .comment_screen import CommentView
from .filters import QueueFilterSet, asked
from .measure_appeals import waiting_in
from .models import SavedFilter
from .paging import QueuePage, in_words
from .words import with_words

BY_AGE = {"created_at": ("created_at", True), "-created_at": ("created_at", False)}  # instead of by urgency


class ModerationColumn(Column):
    class Media:
        css = {"all": ["css/moderation.css"]}


class TickColumn(BulkActionsCheckboxColumn):
    """A box for each comment, named after its writer."""

    cell_template_name = "moderation/tick_cell.html"


class CommentColumn(ModerationColumn):
    """The reader's words, what they answer, and the buttons that decide.

    Args:
        next_url: where the buttons lead back to.
        barred: the comments that the moderator may not decide, {primary key: why}.
    """

    cell_template_name = "moderation/comment_cell.html"

    def __init__(self, *args, next_url, barred, **kwargs):
        super().__init__(*args, **kwargs)
        self.next_url, self.barred = next_url, barred

    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {
            "comment": instance,
            "decisions": [] if instance.pk in self.barred else possible_decisions(instance),
            "not_theirs": self.barred.get(instance.pk, ""),
            "next": self.next_url,
            "csrf_token": get_token(parent_context["request"]),
        }


class AuthorColumn(ModerationColumn):
    cell_template_name = "moderation/author_cell.html"


class StoryColumn(ModerationColumn):
    cell_template_name = "moderation/story_cell.html"

    def __init__(self, *args, may_edit, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_edit = may_edit

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"request": parent_context["request"], "may_edit": self.may_edit}


class QueueView(generic.IndexView):
    """Comments of one queue, as a list. What is most urgent stands first; of what is decided, the newest."""

    any_permission_required = ["moderate"]
    template_name = "moderation/queue.html"
    results_template_name = "moderation/queue_results.html"
    filterset_class = QueueFilterSet
    is_searchable = True
    paginate_by = 20
    page_title = _("Comments")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["queue"] not in Queue.values:
            raise Http404
        self.queue = Queue(kwargs["queue"])
        self.barred = {}  # the comments on this page that the moderator may not decide, with the reasons

    def get_index_url(self):
        return reverse("moderation:queue", args=[self.queue])

    def get_index_results_url(self):
        return reverse("moderation:queue_results", args=[self.queue])

    def get_base_queryset(self):
        return on_topics_of(self.request.user, ReaderComment.objects.filter(queue=self.queue)).for_queue()

    def search_queryset(self, queryset):
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def terms(self):
        """Search and filters, without what is empty or means nothing."""
        return asked(self.request.GET)

    def paginate_queryset(self, queryset, page_size):
        known = (
            None if self.is_searching or self.is_filtering else queue_numbers_of(self.request.user).comments[self.queue]
        )
        order = BY_AGE.get(self.ordering)
        page = QueuePage(queryset, self.queue, self.request.GET.get("p", ""), page_size, order=order, known=known)
        self.barred.update(why_not(self.request.user, page.object_list))
        return page, page, page.object_list, page.has_other_pages()

    @cached_property
    def header_buttons(self):
        return [
            HeaderButton(
                _("Work through"),
                url=self.with_terms(reverse("moderation:review")),
                icon_name="arrow-right",
                priority=10,
            ),
            HeaderButton(_("Bulk decisions"), url=reverse("moderation:batches"), icon_name="history", priority=20),
        ]

    def with_terms(self, address):
        """The address with this queue, search and filters in it."""
        query = self.terms.copy()
        query["queue"] = self.queue.value
        return f"{address}?{query.urlencode()}"

    def get_page_subtitle(self):
        return self.queue.label

    @cached_property
    def columns(self):
        since = _("Waiting since") if self.queue in TO_DO else _("Written")
        # Whether this story may be edited is asked when its editor opens: a query for each row would be too many.
        may_edit = page_permission_policy.user_has_any_permission(self.request.user, {"add", "change", "publish"})
        return [
            TickColumn("bulk_actions", obj_type="comment"),
            CommentColumn("body", label=_("Comment"), width="45%", next_url=self.address(), barred=self.barred),
            AuthorColumn("author", label=_("Author"), width="20%"),
            StoryColumn("article", label=_("Story"), width="20%", may_edit=may_edit),
            DateColumn("created_at", label=since, sort_key="created_at"),
        ]

    def address(self):
        """This queue with its present search, filters and page."""
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url

    def get_context_data(self, **kwargs):
        saved, terms = list(SavedFilter.objects.usable_by(self.request.user)), self.terms.urlencode()
        return super().get_context_data(**kwargs) | {
            "queues": [
                (queue, number, queue == self.queue, reverse("moderation:queue", args=[queue]))
                for queue, number in queue_numbers_of(self.request.user).on_tabs.items()
            ],
            "measure_appeals": waiting_in(self.queue, self.request.user),
            "queue": self.queue,
            "order": in_words(self.queue, self.ordering),
            "terms": terms,
            "saved_filters": saved,
            "saved_as": next((each for each in saved if (each.queue, each.query) == (self.queue, terms)), None),
            "bulk_url": self.with_terms(reverse("moderation:bulk")),
            "here": self.address(),
        }


class CommentURLFinder(ModelAdminURLFinder):
    """Where Wagtail's reports lead when they name a comment."""

    edit_url_name = "moderation:inspect"

    def get_edit_url(self, instance):
        if self.user and not self.user.has_perm(MODERATE):
            return None
        return self.construct_edit_url(instance)


class CommentViewSet(ModelViewSet):
    """Comments are moderated, never added, edited or deleted: there are no such screens."""

    model = ReaderComment
    name = "moderation"
    url_prefix = "comments"
    icon = "comment"
    index_view_class = QueueView
    inspect_view_class = CommentView
    inspect_view_enabled = True
    copy_view_enabled = False
    url_finder_class = CommentURLFinder
    add_to_reference_index = False  # a story is not "used" by what readers say about it
    add_to_admin_menu = True
    menu_item_class = badge.WaitingMenuItem
    menu_name = "comments"
    menu_url = reverse_lazy("moderation:review")
    menu_order = 250

    index_template_name = QueueView.template_name
    inspect_template_name = CommentView.template_name

    def get_common_view_kwargs(self, **kwargs):
        screens_there_are_not = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"], self.UNDEFINED
        )
        return super().get_common_view_kwargs(**screens_there_are_not, **kwargs)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, {"queue": Queue.PENDING.value}, name="index"),
            path("queue/<str:queue>/", self.index_view, name="queue"),
            path("queue/<str:queue>/results/", self.index_results_view, name="queue_results"),
            path("comment/<int:pk>/", self.inspect_view, name="inspect"),
            path("comment/<int:pk>/decide/", decisions.decide, name="decide"),
            path("undo/", decisions.undo, name="undo"),
            path("review/", console.ReviewView.as_view(), name="review"),
            path("review/more/", console.MoreView.as_view(), name="review_more"),
            path("waiting/", badge.waiting, name="waiting"),
            path("bulk/", bulk.BulkView.as_view(), name="bulk"),
            path("bulk/recent/", bulk.BatchesView.as_view(), name="batches"),
            path("filters/save/", saved_filters.save, name="save_filter"),
            path("filters/<int:pk>/delete/", saved_filters.delete, name="delete_filter"),
            path("rules/", rule_screens.RulesView.as_view(), name="rules"),
            path("corrections/", corrections.CorrectionsView.as_view(), name="corrections"),
            path(
                "corrections/results/",
                corrections.CorrectionsView.as_view(results_only=True),
                name="corrections_results",
            ),
            path("corrections/<int:pk>/", corrections.CorrectionView.as_view(), name="correction"),
            path("story/<int:pk>/", decisions.ConversationView.as_view(), name="conversation"),
            path("comment/<int:pk>/measure/", measures.MeasureView.as_view(), name="measure"),
            path("comment/<int:pk>/escalate/", escalations.EscalateView.as_view(), name="escalate"),
            path("comment/<int:pk>/note/", note_views.add, name="note"),
            path("notes/<int:pk>/delete/", note_views.delete, name="delete_note"),
            path("measures/", measures.MeasuresView.as_view(), name="measures"),
            path("measures/results/", measures.MeasuresView.as_view(results_only=True), name="measures_results"),
            path("measures/<int:pk>/lift/", measures.lift, name="lift"),
            path("measures/<int:pk>/appeal/", measure_appeals.AppealView.as_view(), name="measure_appeal"),
            path("second-look/", second_look_screen.SecondLookView.as_view(), name="second_look"),
            path("quality/", quality_screen.QualityView.as_view(), name="quality"),
            path("topics/", topic_screen.TopicsView.as_view(), name="topics"),
        ]
