"""A story's plan: the form behind the button “Plan” in its editor."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles.house_time import told, zone_name
from articles.models import ArticlePage

from . import embargo
from .forms import PlanForm
from .models import Plan


def editable_story(user, pk):
    """A story, for who may edit it. Raises Http404 or PermissionDenied."""
    story = get_object_or_404(ArticlePage, pk=pk)
    if not story.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return story


class PlanView(WagtailAdminTemplateMixin, View):
    template_name = "planning/admin/plan.html"
    page_title = gettext_lazy("Plan")
    header_icon = "calendar-alt"

    def dispatch(self, request, *args, **kwargs):
        self.story = editable_story(request.user, kwargs["page_id"])
        self.plan = Plan.objects.filter(page=self.story).first() or Plan(page=self.story)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return PlanForm(data, plan=self.plan, may_change_embargo=embargo.may_change(self.request.user, self.story))

    def get(self, request, page_id):
        return self.render_to_response(self.get_context_data())

    def post(self, request, page_id):
        if not self.form.is_valid():
            return self.refuse()
        try:
            outcome = self.form.save(self.story, by=request.user)
        except ValidationError as error:
            self.form.add_error(None, error)
            return self.refuse()
        messages.success(request, _("The plan of “%(title)s” was saved.") % {"title": self.title})
        if sentences := outcome and sentences_on(outcome):
            messages.warning(request, " ".join(sentences))
        return redirect(self.next_url)

    def refuse(self):
        messages.error(
            self.request, _("Nothing was saved yet, and what you typed is still here. See what is marked below.")
        )
        return self.render_to_response(self.get_context_data())

    @property
    def title(self):
        return self.story.get_admin_display_title()

    @property
    def next_url(self):
        editor = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return get_valid_next_url_from_request(self.request) or editor

    def get_page_subtitle(self):
        return self.title

    def get_breadcrumbs_items(self):
        editor = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [
            *self.breadcrumbs_items,
            {"url": editor, "label": self.title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "form": self.form,
            "media": self.form.media,
            "zone": zone_name(),
            "embargo": self.plan.embargo_until and told(self.plan.embargo_until),
            "agreed_with": self.plan.embargo_agreed_with,
            "is_held_back": self.plan.under_embargo(),
            "may_change_embargo": "embargo_until" in self.form.fields,
            "action_url": self.request.get_full_path(),
            "submit_button_label": _("Save plan"),
            "submit_button_active_label": _("Saving…"),
        }


def sentences_on(outcome):
    """What an embargo has done to a story besides being set, for people."""
    sentences = []
    if outcome.taken_down:
        sentences.append(_("The story was public and is not any more."))
    if outcome.unscheduled:
        sentence = _("It was to go live on %(time)s, before the embargo ends, and is not scheduled any more.")
        sentences.append(sentence % {"time": told(outcome.unscheduled)})
    if outcome.refused:
        sentence = _("It cannot be scheduled for the end of the embargo: %(reasons)s")
        sentences.append(sentence % {"reasons": " ".join(outcome.refused.messages)})
    if outcome.goes_live_at:
        sentences.append(_("It goes live by itself on %(time)s.") % {"time": told(outcome.goes_live_at)})
    elif outcome.dated:
        sentence = _("Its newest draft has %(time)s as its go-live date, and needs approval to go live then.")
        sentences.append(sentence % {"time": told(outcome.dated)})
    return sentences


@require_POST
def lift_embargo(request, page_id):
    """End an embargo before its time."""
    story = editable_story(request.user, page_id)
    if embargo.lift(story, by=request.user):
        sentence = _("The embargo on “%(title)s” is lifted. That published nothing; its go-live date is what it was.")
        messages.success(request, sentence % {"title": story.get_admin_display_title()})
    else:
        messages.info(request, _("There is no embargo on this story. Nothing was changed."))
    return redirect("planning:plan", story.pk)


def warn_of_embargo(request, page):
    """Say it on top of the editor, for hook before_edit_page."""
    plan = Plan.objects.filter(page=page.pk).first() if request.method == "GET" else None
    if plan and plan.under_embargo():
        messages.warning(
            request,
            _("Under embargo until %(time)s, agreed with %(whom)s. It is not public before that.")
            % {"time": told(plan.embargo_until), "whom": plan.embargo_agreed_with},
            buttons=[messages.button(reverse("planning:plan", args=[page.pk]), _("Open the plan"))],
        )
