"""The moderators' screens: a queue for each status, and one comment beside its story."""

import django_filters

from django.http import Http404
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import page_permission_policy

from . import decisions
from .models import ReaderComment, Status, StoryConversation
from .moderation import MODERATE, can_undo, possible_decisions

OTHERS_SHOWN = 5  # of the same author, beside the comment


class ModerationColumn(Column):
    class Media:
        css = {"all": ["css/moderation.css"]}


class CommentColumn(ModerationColumn):
    """The reader's words, what they answer, and the buttons that decide; `next_url` is where these lead back to."""

    cell_template_name = "comments/admin/comment_cell.html"

    def __init__(self, *args, next_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.next_url = next_url

    def get_cell_context_data(self, instance, parent_context):
        return super().get_cell_context_data(instance, parent_context) | {
            "comment": instance,
            "decisions": possible_decisions(instance),
            "next": self.next_url,
            "csrf_token": get_token(parent_context["request"]),
        }


class AuthorColumn(ModerationColumn):
    cell_template_name = "comments/admin/author_cell.html"


class StoryColumn(ModerationColumn):
    cell_template_name = "comments/admin/story_cell.html"

    def __init__(self, *args, may_edit, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_edit = may_edit

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"request": parent_context["request"], "may_edit": self.may_edit}


class QueueFilterSet(WagtailFilterSet):
    headline = django_filters.CharFilter(field_name="article__title", lookup_expr="icontains", label=_("Story"))
    created_at = django_filters.DateFromToRangeFilter(label=_("Written"), widget=DateRangePickerWidget)

    class Meta:
        model = ReaderComment
        fields = []


class QueueView(generic.IndexView):
    """Comments of one status. What waits longest stands first; of the rest, the newest."""

    any_permission_required = ["moderate"]
    template_name = "comments/admin/queue.html"
    filterset_class = QueueFilterSet
    search_fields = ["body", "guest_name", "guest_email", "author__display_name", "author__email"]
    search_backend_name = None
    paginate_by = 20
    page_title = _("Comments")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["status"] not in Status.values:
            raise Http404
        self.status = Status(kwargs["status"])

    def get_index_url(self):
        return reverse("moderation:queue", args=[self.status])

    def get_index_results_url(self):
        return reverse("moderation:queue_results", args=[self.status])

    def get_base_queryset(self):
        return ReaderComment.objects.filter(status=self.status).for_queue()

    def get_ordering(self):
        self.default_ordering = "created_at" if self.status == Status.PENDING else "-created_at"
        return super().get_ordering()

    def get_page_subtitle(self):
        return self.status.label

    @cached_property
    def columns(self):
        since = _("Waiting since") if self.status == Status.PENDING else _("Written")
        # Whether this story may be edited is asked when its editor opens: a query for each row would be too many.
        may_edit = page_permission_policy.user_has_any_permission(self.request.user, {"add", "change", "publish"})
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
            CommentColumn("body", label=_("Comment"), width="50%", next_url=self.address()),
            AuthorColumn("author", label=_("Author")),
            StoryColumn("article", label=_("Story"), may_edit=may_edit),
            DateColumn("created_at", label=since, sort_key="created_at"),
        ]

    def address(self):
        """This queue with its present search, filters and page."""
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return f"{self.index_url}?{query.urlencode()}" if query else self.index_url

    def get_context_data(self, **kwargs):
        numbers = ReaderComment.objects.count_by_status()
        return super().get_context_data(**kwargs) | {
            "queues": [(status, numbers.get(status, 0), status == self.status) for status in Status],
        }


class CommentView(generic.InspectView):
    """One comment with what a moderator needs to decide: story, what it answers, its author's others, history."""

    any_permission_required = ["moderate"]
    template_name = "comments/admin/comment.html"
    page_title = _("Comment")
    fields = ["body"]

    def get_page_subtitle(self):
        return _("by %(name)s") % {"name": self.object.public_name}

    def get_object(self, queryset=None):
        found = ReaderComment.objects.filter(pk=self.pk).select_related("article", "author", "parent__author").first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs):
        comment = self.object
        history = list(comment.history.select_related("actor").order_by("-version"))
        following = ReaderComment.objects.waiting().exclude(pk=comment.pk).order_by("created_at").first()
        is_closed, _number = StoryConversation.objects.state_of(comment.article_id)
        return super().get_context_data(**kwargs) | {
            "comment": comment,
            "decisions": possible_decisions(comment),
            "next": reverse("moderation:inspect", args=[following.pk]) if following else reverse("moderation:index"),
            "history": [(action, can_undo(action)) for action in history],
            "others": comment.others_by_author().order_by("-pk")[:OTHERS_SHOWN],
            "story_text": Truncator(strip_tags(" ".join(comment.article.body_text))).words(90),
            "may_edit_story": comment.article.permissions_for_user(self.request.user).can_edit(),
            "is_closed": is_closed,
        }


class WaitingMenuItem(MenuItem):
    """“Comments (3)”: the menu says how many wait."""

    most_shown = 99

    def is_shown(self, request):
        return request.user.has_perm(MODERATE)

    def render_component(self, request):
        number = ReaderComment.objects.waiting()[: self.most_shown + 1].count()
        shown = f"{self.most_shown}+" if number > self.most_shown else number
        label = f"{self.label} ({shown})" if number else self.label
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)


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
    menu_item_class = WaitingMenuItem
    menu_name = "comments"
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
            path("", self.index_view, {"status": Status.PENDING.value}, name="index"),
            path("queue/<str:status>/", self.index_view, name="queue"),
            path("queue/<str:status>/results/", self.index_results_view, name="queue_results"),
            path("comment/<int:pk>/", self.inspect_view, name="inspect"),
            path("comment/<int:pk>/decide/", decisions.decide, name="decide"),
            path("undo/", decisions.undo, name="undo"),
            path("story/<int:pk>/", decisions.ConversationView.as_view(), name="conversation"),
        ]
