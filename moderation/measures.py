"""What moderators do about a writer: warn, suspend, ban, hold in silence; and the list of all that was done."""

from datetime import timedelta

import django_filters

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.permission_policies import ModelPermissionPolicy

from articles.house_time import told
from comments import sanctions
from comments.access import is_staff
from comments.forms import PlainTextField
from comments.measures import AuthorMeasure, MeasureKind, ReasonCode, address_key
from comments.models import ReaderComment, Status
from comments.moderators import check_moderator

from .decisions import comment_for
from .grounds import GroundForm

LONGEST = 3650  # days: ten years; whoever wants longer bans without an end
USUAL = {1: _("1 day"), 3: _("3 days"), 7: _("a week"), 30: _("30 days"), 90: _("90 days"), 365: _("a year")}

KIND_HELP = {
    MeasureKind.WARN: _("The author reads it above the comment box, and confirms it. They can go on commenting."),
    MeasureKind.SUSPEND: _("No comments until the end below; whatever they type comes back to them with your words."),
    MeasureKind.BAN: _("The same without an end, unless you set one."),
    MeasureKind.SHADOW: _(
        "Everything they write waits for a moderator, and they are not told. Only against spam: anybody else has a "
        "right to know (Digital Services Act, article 17)."
    ),
}


class MeasureForm(GroundForm):
    kind = forms.ChoiceField(
        label=_("Measure"), choices=MeasureKind.choices, initial=MeasureKind.WARN, widget=forms.RadioSelect
    )
    days = forms.TypedChoiceField(
        label=_("How long"),
        choices=[("", _("without an end, or until the date below")), *USUAL.items()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A suspension needs an end. Without one, a measure lasts until somebody lifts it."),
    )
    ends_at = forms.DateTimeField(
        label=_("Or until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Day and hour, such as 2027-01-31 18:00, at most ten years from now."),
    )
    note = PlainTextField(
        label=_("Note for moderators"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    with_comments = forms.BooleanField(required=False)

    field_order = ["kind", "days", "ends_at", "code", "law", "told", "note"]

    def __init__(self, *args, number=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.ChoiceField(
            label=_("Ground"), choices=[("", _("Choose a ground")), *ReasonCode.choices]
        )
        self.order_fields(self.field_order)
        self.fields["with_comments"].label = ngettext(
            "Also take down the %(number)s comment of this author",
            "Also take down all %(number)s comments of this author",
            number,
        ) % {"number": number}

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        has_end = data.get("days") or data.get("ends_at") or {"days", "ends_at"} & self.errors.keys()
        if kind == MeasureKind.SUSPEND and not has_end:
            self.add_error("days", gettext("Say for how long. To keep somebody out without an end, choose “Ban”."))
        if data.get("days") and data.get("ends_at"):
            self.add_error("ends_at", gettext("Choose a length or a date, not both."))
        if kind == MeasureKind.SHADOW and data.get("code") not in {None, ReasonCode.SPAM}:
            sentence = gettext(
                "Only spam is held in silence: anybody else has a right to know what is decided about them. "
                "Choose the ground “%(spam)s”, or another measure."
            )
            self.add_error("kind", sentence % {"spam": ReasonCode.SPAM.label})
        if kind == MeasureKind.WARN and not data.get("told") and "told" not in self.errors:
            self.add_error("told", gettext("Write what the warning says."))
        return data

    def clean_ends_at(self):
        ends_at, now = self.cleaned_data["ends_at"], timezone.now()
        if ends_at and ends_at <= now:
            raise ValidationError(gettext("This is over already. Choose a day that is still to come."))
        if ends_at and ends_at > now + timedelta(days=LONGEST):
            raise ValidationError(gettext("That is more than ten years. Choose an earlier day, or no end."))
        return ends_at

    def details(self):
        """The arguments of sanctions.take."""
        data = dict(self.cleaned_data)
        days = data.pop("days")
        return data | ({"ends_at": timezone.now() + timedelta(days=days)} if days else {})


class MeasureView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Take a measure against the writer of a comment."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/measure.html"
    page_title = _("Measure against")
    header_icon = "user"

    @cached_property
    def comment(self):
        # Not in setup(), which runs before the permission is checked.
        return comment_for(self.request.user, self.kwargs["pk"])

    def get_page_subtitle(self):
        return str(self.comment.public_name)

    def get_breadcrumbs_items(self):
        inspect = reverse("moderation:inspect", args=[self.comment.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:index"), "label": _("Comments")},
            {"url": inspect, "label": _("Comment by %(name)s") % {"name": self.comment.public_name}},
            {"url": "", "label": _("Measure against %(name)s") % {"name": self.comment.public_name}},
        ]

    @cached_property
    def preview(self):
        """How many comments would be taken down, by status."""
        within_reach = sanctions.within_reach(self.comment.author, self.comment.guest_email, self.request.user)
        return within_reach.order_by().aggregate(
            pending=Count("pk", filter=Q(status=Status.PENDING)), approved=Count("pk", filter=Q(status=Status.APPROVED))
        )

    @property
    def why_not(self):
        """Why there can be no measure against this writer, or ""."""
        if not self.comment.author_id and not self.comment.is_guest:
            return gettext("The account is deleted: there is nobody left to take a measure against.")
        if self.comment.author and is_staff(self.comment.author):
            return gettext(
                "This is somebody who works here. Measures against colleagues are an administrator’s matter."
            )
        return ""

    def get(self, request, pk):
        return self.show(MeasureForm(number=sum(self.preview.values())))

    def post(self, request, pk):
        form = MeasureForm(request.POST, number=sum(self.preview.values()))
        if self.why_not:
            raise PermissionDenied
        if not form.is_valid():
            messages.error(request, gettext("Nothing was done: see the fields marked below."))
            return self.show(form)
        comment = self.comment
        measure = sanctions.take(
            by=request.user,
            author=comment.author,
            guest_email=comment.guest_email,
            comment=comment,
            **form.details(),
        )
        tell_taken(request, measure)
        return redirect("moderation:inspect", pk)

    def show(self, form):
        measures = AuthorMeasure.objects.against(self.comment.author_id, self.comment.writer_email)
        context = self.get_context_data(
            comment=self.comment,
            form=form,
            kinds=[(kind.label, text) for kind, text in KIND_HELP.items()],
            measures=measures.select_related("by", "lifted_by", "batch", "appeal"),
            preview=self.preview,
            why_not=self.why_not,
            here=self.request.path,
        )
        return self.render_to_response(context)


def tell_taken(request, measure):
    """Say what was done, with a button that takes all of it back."""
    number = measure.batch.number if measure.batch else 0
    sentence = gettext("%(measure)s: done.") % {"measure": measure.get_kind_display()}
    if measure.ends_at:
        sentence += " " + gettext("It ends by itself on %(time)s.") % {"time": told(measure.ends_at)}
    if measure.batch:
        text = ngettext("%(number)s comment taken down.", "%(number)s comments taken down.", number)
        sentence += " " + text % {"number": number}
    context = {"sentence": sentence, "measure": measure, "next": request.path}
    messages.success(request, render_to_string("moderation/_measure_taken.html", context, request))


@require_POST
def lift(request, pk):
    """End a measure now, with or without what was decided along with it."""
    check_moderator(request.user)
    measure = get_object_or_404(AuthorMeasure.objects.select_related("batch"), pk=pk)
    with_comments = request.POST.get("comments") == "yes" and measure.batch is not None
    if measure.lifted_at and not with_comments:
        messages.warning(request, gettext("Somebody has lifted this measure already."))
    else:
        sanctions.lift(measure, by=request.user, with_comments=with_comments)
        if with_comments:
            messages.success(
                request,
                gettext("The measure is lifted, and its comments are back; what others have decided since stays."),
            )
        else:
            messages.success(request, gettext("The measure is lifted."))
    return redirect(get_valid_next_url_from_request(request) or reverse("moderation:measures"))


# The list -----------------------------------------------------------------------------------


class MeasureFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("in_force", _("In force")), ("past", _("Past")), ("appealed", _("With an appeal that waits"))],
        method="filter_state",
        empty_label=_("All"),
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Measure"), choices=MeasureKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = AuthorMeasure
        fields = ["state", "kind"]

    def filter_state(self, queryset, _name, value):
        if value == "appealed":
            return queryset.filter(appeal__answered_at=None, appeal__isnull=False)
        in_force = AuthorMeasure.objects.in_force().values("pk")
        return queryset.filter(pk__in=in_force) if value == "in_force" else queryset.exclude(pk__in=in_force)


class WhoColumn(Column):
    cell_template_name = "moderation/measure_who_cell.html"


class WhatColumn(Column):
    cell_template_name = "moderation/measure_what_cell.html"

    def __init__(self, *args, next_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.next_url = next_url

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"next": self.next_url, "csrf_token": get_token(parent_context["request"])}


class MeasuresView(generic.IndexView):
    """Measures in force and past, the newest first. Search takes a name, or an e-mail address."""

    model = AuthorMeasure
    page_title = _("Measures")
    header_icon = "user"
    template_name = "moderation/measures.html"
    results_template_name = "wagtailadmin/generic/index_results.html"
    index_url_name = "moderation:measures"
    index_results_url_name = "moderation:measures_results"
    filterset_class = MeasureFilterSet
    default_ordering = "-at"
    paginate_by = 30
    is_searchable = True
    search_backend_name = None
    search_fields = ["author__display_name", "author__first_name", "author__last_name", "comment__guest_name"]
    permission_policy = ModelPermissionPolicy(ReaderComment)
    any_permission_required = ["moderate"]
    _show_breadcrumbs = True

    def get_base_queryset(self):
        return AuthorMeasure.objects.select_related(
            "author", "comment", "by__wagtail_userprofile", "lifted_by", "batch", "appeal"
        )

    def search_queryset(self, queryset):
        if self.search_query and "@" in self.search_query:
            # Of guests we keep no address, only what it comes to.
            return queryset.filter(
                Q(author__email__iexact=self.search_query.strip()) | Q(address=address_key(self.search_query))
            )
        return super().search_queryset(queryset)

    @cached_property
    def columns(self):
        return [
            WhoColumn("who", label=_("Author")),
            WhatColumn("kind", label=_("Measure"), width="40%", next_url=self.request.get_full_path()),
            DateColumn("at", label=_("Since"), sort_key="at"),
            UserColumn("by", label=_("By")),
        ]
