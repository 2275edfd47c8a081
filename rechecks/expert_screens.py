"""“Where they stand”: all that is known of an expert and all stories they are in; and the report of all experts."""

from collections import Counter
from typing import Any

import django_filters

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.forms import Media
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from accounts.house_clock import today
from people import standing
from people.models import Credential, Dispute, PersonPage, VerificationCheck
from people.vocabulary import INDEPENDENT, CheckKind, CredentialState, Standing

from . import experts
from .forms import CheckForm, ClearUpForm, CredentialForm, DoubtForm
from .rights import knows_sources, may_edit_stories

STORIES_SHOWN = 30


class StandingView(WagtailAdminTemplateMixin, View):
    template_name = "rechecks/admin/standing.html"
    header_icon = "group"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, pk, **kwargs):
        if not request.user.has_perm(standing.VIEW):
            raise PermissionDenied
        people = PersonPage.objects.prefetch_related("credentials", "interests", "checks", "disputes__by")
        self.person = get_object_or_404(people, pk=pk)
        self.may_verify = request.user.has_perm(standing.VERIFY)
        self.may_doubt = request.user.has_perm(standing.DOUBT)
        return super().dispatch(request)

    def get_page_title(self):
        return _("Where %(name)s stands") % {"name": self.person.title}

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("experts:report"), "label": _("Experts: who was checked")},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def forms(self):
        """The three forms of the screen; the one that was sent keeps what was typed."""
        sent = self.request.POST.get("action")
        kinds = standing.kinds_for(self.request.user)
        return {
            "check": CheckForm(self.request.POST if sent == "check" else None, kinds=kinds, prefix="check"),
            "doubt": DoubtForm(self.request.POST if sent == "doubt" else None, prefix="doubt"),
            "clear_up": ClearUpForm(self.request.POST if sent == "clear_up" else None, prefix="clear_up"),
        }

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        actions = {
            "check": self.record_check,
            "credential": self.judge_credential,
            "doubt": self.put_in_doubt,
            "clear_up": self.clear_up,
        }
        name = request.POST.get("action")
        if name not in actions:
            raise PermissionDenied
        form = self.forms.get(name)
        if form and not form.is_valid():
            return self.get(request)
        try:
            actions[name]()
        except ValidationError as error:
            if form:
                form.add_error(None, " ".join(error.messages))
                return self.get(request)
            messages.error(request, " ".join(error.messages))
        return redirect("experts:standing", self.person.pk)

    def record_check(self):
        data = self.forms["check"].cleaned_data
        standing.record_check(self.person, data["kind"], data["where"], by=self.request.user, on=data["checked_on"])
        messages.success(self.request, _("The check is recorded."))

    def judge_credential(self):
        form = CredentialForm(self.request.POST)
        credential = self.own_credential(self.request.POST.get("credential"))
        if not form.is_valid():
            raise ValidationError(_("Say what you found."))
        data = form.cleaned_data
        if experts.judge_credential(credential, data["state"], by=self.request.user, seen=data["seen"]):
            messages.success(self.request, _("“%(name)s”: noted.") % {"name": credential.name})
        else:
            quicker = _("A colleague was quicker and has changed “%(name)s”. Nothing was noted: look at it again.")
            messages.warning(self.request, quicker % {"name": credential.name})

    def own_credential(self, written):
        own = {str(one.pk): one for one in self.person.credentials.all()}
        if written not in own:
            raise ValidationError(_("This credential is no longer on the page."))
        return own[written]

    def put_in_doubt(self):
        reason = self.forms["doubt"].cleaned_data["reason"]
        made, cause = experts.put_in_doubt(self.person, reason, by=self.request.user)
        if made is None:
            first = Dispute.objects.open().filter(person=self.person).select_related("by").first()
            quicker = _("%(name)s has done so already: “%(reason)s”. Your words were: “%(yours)s”.")
            names = {"name": (first and first.by) or "", "reason": (first and first.reason) or "", "yours": reason}
            messages.warning(self.request, quicker % names)
            return
        stories = cause.stories if cause else 0
        done = ngettext(
            "%(name)s is in doubt now. %(number)d published story is to be looked at again.",
            "%(name)s is in doubt now. %(number)d published stories are to be looked at again.",
            stories,
        )
        messages.success(self.request, done % {"name": self.person.title, "number": stories})

    def clear_up(self):
        if experts.clear_up(self.person, self.forms["clear_up"].cleaned_data["answer"], by=self.request.user):
            done = _("%(name)s is no longer in doubt. Stories that wait to be looked at again still do.")
            messages.success(self.request, done % {"name": self.person.title})
        else:
            messages.warning(self.request, _("A colleague was quicker: there is no doubt any more."))

    def page_of_stories(self):
        stories = experts.stories_naming(self.person, user=self.request.user)
        return Paginator(stories, STORIES_SHOWN).get_page(self.request.GET.get("page"))

    def get_context_data(self, **kwargs):
        stories = self.page_of_stories()
        may_edit = self.person.permissions_for_user(self.request.user).can_edit()
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "forms": self.forms,
            "media": sum((form.media for form in self.forms.values()), Media()),
            "stories": stories,
            "places": experts.places(stories, self.person, user=self.request.user),
            "knows_sources": knows_sources(self.request.user),
            "dispute": next((one for one in self.person.disputes.all() if one.is_open), None),
            "may_verify": self.may_verify,
            "may_doubt": self.may_doubt,
            "may_check": bool(standing.kinds_for(self.request.user)),
            "may_edit": may_edit,
            "may_edit_stories": may_edit_stories(self.request.user),
            "may_see_private": may_edit or self.may_verify,
            "states": CredentialState.choices,
        }


# The report -----------------------------------------------------------------------------------------


def in_doubt():
    return Exists(Dispute.objects.open().filter(person=OuterRef("pk")))


def was_checked():
    """Of people `with_name_to_check`: what `PersonPage.unchecked` says."""
    checks = VerificationCheck.objects.filter(person=OuterRef("pk"), of_name=OuterRef("checked_name"))
    return Q(Exists(checks.filter(kind__in=INDEPENDENT))) & Q(Exists(checks.filter(kind=CheckKind.DIRECT_CONTACT)))


class ExpertFilterSet(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label=gettext_lazy("Checked"), method="with_standing", choices=Standing.choices
    )
    ending = django_filters.ChoiceFilter(
        label=gettext_lazy("Credentials"),
        method="ending_soon",
        choices=[("soon", gettext_lazy("Run out within 60 days")), ("over", gettext_lazy("Have run out"))],
    )
    cited = django_filters.ChoiceFilter(
        label=gettext_lazy("Stories"), method="in_stories", choices=[("live", gettext_lazy("In a published story"))]
    )

    class Meta:
        model = PersonPage
        fields = ["via_pr"]

    def with_standing(self, people, name, value):
        conditions = {
            Standing.DISPUTED: Q(in_doubt()),
            Standing.VERIFIED: ~Q(in_doubt()) & was_checked(),
            Standing.UNVERIFIED: ~Q(in_doubt()) & ~was_checked(),
        }
        return people.filter(conditions[value])

    def ending_soon(self, people, name, value):
        ends = (
            {"expires_on__range": (today(), today() + experts.SOON)} if value == "soon" else {"expires_on__lt": today()}
        )
        return people.filter(Exists(Credential.objects.filter(person=OuterRef("pk"), **ends)))

    def in_stories(self, people, name, value):
        return people.filter(live_stories__gt=0)


def not_recorded(person):
    return get_text_list([str(gap) for gap in person.unchecked], _("and"))


def credentials_in_words(person):
    counted = Counter(one.get_state_display() for one in person.credentials.all())
    return ", ".join(f"{state}: {number}" for state, number in counted.items()) or _("No credential is known")


class ExpertReportView(ReportView):
    """Everybody who speaks as an expert, and whether somebody has made sure of them."""

    model = PersonPage
    page_title = gettext_lazy("Experts: who was checked")
    header_icon = "group"
    index_url_name = "experts:report"
    index_results_url_name = "experts:report_results"
    filterset_class = ExpertFilterSet
    list_export = ["title", "standing", "via_pr"]
    columns = [
        TitleColumn("title", label=gettext_lazy("Name"), url_name="experts:standing", width="30%"),
        StatusTagColumn(
            "standing",
            label=gettext_lazy("Checked"),
            accessor=lambda person: person.standing.label,
            primary=lambda person: person.standing == Standing.VERIFIED,
        ),
        Column("not_recorded", label=gettext_lazy("Not recorded"), accessor=not_recorded),
        Column("credentials", label=gettext_lazy("Credentials"), accessor=credentials_in_words),
        NumberColumn("live_stories", label=gettext_lazy("Published stories")),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(standing.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self):
        return "experts"

    def get_queryset(self):
        people: Any = PersonPage.objects
        speaking = people.with_standing().with_name_to_check().filter(Q(is_expert=True) | Q(is_medical_reviewer=True))
        seen = Q(citations__in_live=True) if knows_sources(self.request.user) else Q(citations__by_name=True)
        quoted = Count("citations", filter=seen)
        return speaking.annotate(live_stories=quoted).order_by("last_name", "first_name", "pk")
