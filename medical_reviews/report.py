"""“Medical reviews”, among Wagtail's reports: what is due, overdue, outdated or missing among published stories."""

from typing import Any

import django_filters

from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import TaskState, WorkflowState

from accounts.house_clock import today
from articles.models import ArticlePage, TopicPage
from people.models import PersonPage
from treatments.models import TreatmentMention

from .due import AHEAD
from .models import MedicalReview, MedicalReviewTask
from .rights import ADD, VIEW, may_ask

SHOWN_IN_PANEL = 10


def under_way():
    """The ids of the pages that are in a run."""
    states: Any = WorkflowState.objects  # with Wagtail's own queryset
    states = states.active().filter(base_content_type__app_label="wagtailcore").order_by()
    return states.annotate(of=Cast("object_id", BigIntegerField())).values("of")


def names_a_treatment():
    """Whether readers of a story are told of a treatment: chosen for it, in a block of it, or called by name."""
    return Exists(TreatmentMention.objects.filter(page=OuterRef("pk"), in_live=True))


def published_stories():
    """Every published story with a review, or a treatment that asks for one; the first due first."""
    standing = MedicalReview.objects.standing().filter(article=OuterRef("pk"))
    stories = ArticlePage.objects.live().annotate(due_on=Subquery(standing.values("due_on")[:1]))
    stories = stories.annotate(is_under_way=Q(pk__in=under_way()), names_a_treatment=names_a_treatment())
    return (
        stories.filter(Q(due_on__isnull=False) | Q(names_a_treatment=True))
        .select_related("medical_reviewer")
        .defer("body")
        .order_by(F("due_on").asc(nulls_first=True), "pk")
    )


def state_of(story):
    """One or two words on where the review of a row stands."""
    if story.due_on is None:
        return _("Missing")
    words = []
    if story.due_on < today():
        words.append(_("overdue"))
    elif story.due_on <= today() + AHEAD:
        words.append(_("due soon"))
    if story.changed_since_medical_review:
        words.append(_("changed since"))
    return capfirst(get_text_list(words, _("and"))) or _("Holds")


class MedicalReviewFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Review"),
        method="in_state",
        empty_label=gettext_lazy("All"),
        choices=[
            ("due", gettext_lazy("Due within 60 days")),
            ("overdue", gettext_lazy("Overdue")),
            ("outdated", gettext_lazy("Changed since")),
            ("missing", gettext_lazy("Missing")),
        ],
    )
    topic = django_filters.ModelChoiceFilter(
        queryset=TopicPage.objects.order_by("title"), label=gettext_lazy("Topic"), empty_label=gettext_lazy("All")
    )
    medical_reviewer = django_filters.ModelChoiceFilter(
        queryset=PersonPage.objects.filter(is_medical_reviewer=True).order_by("title"),
        label=gettext_lazy("Medical reviewer"),
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = ArticlePage
        fields = []

    def in_state(self, stories, name, value):
        now = today()
        return stories.filter(
            **{
                "due": {"due_on__range": (now, now + AHEAD)},
                "overdue": {"due_on__lt": now},
                "outdated": {"changed_since_medical_review": True},
                "missing": {"due_on__isnull": True},
            }[value]
        )


class DayColumn(Column):
    """A day as it is. Wagtail's own column says “4 days ago”, and of a day to come “just now”."""

    def get_value(self, instance):
        day = super().get_value(instance)
        return date_format(day) if day else ""


class AskColumn(Column):
    """One press and the medical reviewers are asked; or what stands in the way."""

    cell_template_name = "medical_reviews/admin/ask_cell.html"

    def get_value(self, instance):
        return ""

    def get_cell_context_data(self, instance, parent_context):
        request = parent_context["request"]
        can_be_asked = not instance.is_under_way and not instance.has_unpublished_changes
        return super().get_cell_context_data(instance, parent_context) | {
            "story": instance,
            "may_ask": may_ask(request.user) and can_be_asked,
            "next_url": request.get_full_path(),
            "csrf_token": get_token(request),
        }


class MedicalReviewReportView(ReportView):
    model = ArticlePage
    page_title = gettext_lazy("Medical reviews")
    header_icon = "clipboard-list"
    index_url_name = "medical_review_report"
    index_results_url_name = "medical_review_report_results"
    filterset_class = MedicalReviewFilterSet
    columns = [
        # The words of the heading are the least width on a phone.
        TitleColumn("title", label=gettext_lazy("Title of the story"), url_name="medical_reviews:story"),
        Column("state", label=gettext_lazy("Review"), accessor=state_of),
        DayColumn("due_on", label=gettext_lazy("Due again")),
        Column("medical_reviewer", label=gettext_lazy("Reviewed by")),
        DayColumn("medically_reviewed_on", label=gettext_lazy("Reviewed on")),
        AskColumn("ask", label=gettext_lazy("Next step")),
    ]
    export_filename = "medical-reviews"
    list_export = [
        "title",
        "due_on",
        "medical_reviewer",
        "medical_reviewer_credentials",
        "medically_reviewed_on",
        "changed_since_medical_review",
    ]
    export_headings = {
        "title": gettext_lazy("Story"),
        "due_on": gettext_lazy("Due again"),
        "medical_reviewer": gettext_lazy("Reviewed by"),
        "medical_reviewer_credentials": gettext_lazy("Credentials"),
        "medically_reviewed_on": gettext_lazy("Reviewed on"),
        "changed_since_medical_review": gettext_lazy("Changed since"),
    }

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return published_stories()


class MedicalReviewReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(VIEW)


class AskedPanel(Component):
    """On a medical reviewer's front screen: the published stories that wait for one of them."""

    name = "medical_reviews_asked"
    order = 55  # before my desk, which knows of desks alone
    template_name = "medical_reviews/admin/asked_panel.html"

    def get_context_data(self, parent_context=None):
        waiting = TaskState.objects.filter(
            task__in=MedicalReviewTask.objects.all(), status=TaskState.STATUS_IN_PROGRESS
        ).order_by("started_at", "pk")
        pages = waiting.annotate(of=Cast("workflow_state__object_id", BigIntegerField())).values("of")
        stories = list(ArticlePage.objects.filter(pk__in=pages).order_by("title", "pk")[: SHOWN_IN_PANEL + 1])
        return {
            "stories": [
                (story.get_admin_display_title(), reverse("medical_reviews:story", args=[story.pk]))
                for story in stories[:SHOWN_IN_PANEL]
            ],
            "there_are_more": len(stories) > SHOWN_IN_PANEL,
        }


def show_what_waits(request, panels):
    """For hook construct_homepage_panels."""
    if request.user.has_perm(ADD):
        panels.append(AskedPanel())
