"""The desk's screens: what changes for readers, notices, retractions."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import HeaderButton

from articles.house_time import told
from articles.models import ArticlePage
from planning.views import editable_story
from readiness import refusals
from readiness.gate import NotReady, blockers_in
from review import decisions, stages
from review.rules import missing_sign_offs

from . import declaring, history, retracting
from .changes import change_of, last_seen
from .forms import NoticeForm, RetractionForm
from .models import USUALLY_ON_TOP, Correction, Kind, PublishedVersion
from .rules import change_without_kind


class StoryScreen(WagtailAdminTemplateMixin, View):
    """A screen about one story, for who may say what changes in it."""

    header_icon = "rotate"
    form: Any
    story: Any

    def dispatch(self, request, *args, **kwargs):
        self.story = get_object_or_404(ArticlePage, pk=kwargs["page_id"])
        if not self.is_allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self):
        return declaring.may_declare(self.request.user, self.story)

    def get(self, request, page_id):
        return self.render_to_response(self.get_context_data())

    def refuse(self):
        messages.error(
            self.request, _("Nothing was saved yet, and what you typed is still here. See what is marked below.")
        )
        return self.render_to_response(self.get_context_data())

    @property
    def editor_url(self):
        return reverse("wagtailadmin_pages:edit", args=[self.story.pk])

    @cached_property
    def header_buttons(self):
        buttons = [HeaderButton(_("Edit"), url=self.editor_url, icon_name="edit")]
        if self.story.live:
            buttons.append(HeaderButton(_("View live"), url=self.story.get_url(self.request), icon_name="view"))
        return buttons

    def get_page_subtitle(self):
        return self.story.get_admin_display_title()

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": self.editor_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "form": self.form,
            "media": self.form.media,
            "editor_url": self.editor_url,
            "action_url": self.request.get_full_path(),
        }


class ChangeView(StoryScreen):
    """What differs between what readers see and the newest draft, and what the desk calls it."""

    template_name = "corrections/admin/change.html"
    page_title = gettext_lazy("What changes")

    @cached_property
    def draft(self):
        return self.story.get_latest_revision_as_object()

    @cached_property
    def change(self):
        return change_of(self.draft)

    @cached_property
    def declared(self):
        return self.change and declaring.declaration_for(self.story.pk, self.change)

    @cached_property
    def in_the_way(self):
        """What keeps the draft from being published, once somebody has said here what changes."""
        return [finding for finding in blockers_in(self.draft) if finding.rule != change_without_kind.__name__]

    @cached_property
    def waits_for_desks(self):
        return any(finding.rule == missing_sign_offs.__name__ for finding in self.in_the_way)

    @cached_property
    def form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return NoticeForm(data, initial=self.said_before(), story=self.story, kinds=declaring.DECLARED)

    def said_before(self):
        """What was declared for this change or, where the draft has moved on since, for an earlier one."""
        said = self.declared or self.story.corrections.pending().order_by("-declared_at").first()
        if said is None or said.kind == Kind.RETRACTION:
            return {"kind": None}
        place = "" if said.on_top == (said.kind in USUALLY_ON_TOP) else "top" if said.on_top else "end"
        return {name: getattr(said, name) for name in ("kind", "was", "now", "text", "of")} | {"place": place}

    def post(self, request, page_id):
        if not self.form.is_valid():
            return self.refuse()
        try:
            declared = declaring.declare(
                self.story, Kind(self.form.cleaned_data["kind"]), by=request.user, **self.form.words
            )
        except ValidationError as error:
            self.form.add_error(None, error)
            return self.refuse()
        is_submitted = "submit" in request.POST and self.submit()
        if declared.needs_second_person:
            sentence = _("%(things)s changes: somebody else has to confirm on this page that it is a minor fix.")
            things = get_text_list(declared.touched, _("and"))
            messages.warning(request, capfirst(sentence % {"things": things}))
            return redirect(request.path)
        if "publish" in request.POST:
            return self.publish()
        if not is_submitted:
            messages.success(request, _("It is noted what changes. Readers are told when the story is published."))
        may_edit = self.story.permissions_for_user(request.user).can_edit()
        return redirect(self.editor_url if may_edit else "wagtailadmin_home")

    def submit(self):
        """Submit the newest draft to the desks. Returns whether it went there now: somebody may have been quicker."""
        if not stages.may_submit(self.request.user, self.story):
            return False
        stages.submit(self.story, self.request.user)
        named = _("It is noted what changes, and the story is submitted to the desks.")
        messages.success(self.request, f"{named} {decisions.where_it_is(self.story)}")
        refusals.remind(self.request, self.draft)
        return True

    def publish(self):
        """Publish the newest draft now, if this person may and nothing else keeps it."""
        if not self.may_publish:
            raise PermissionDenied
        try:
            self.draft.get_latest_revision().publish(user=self.request.user)
        except NotReady as refusal:
            refusals.tell(self.request, refusal)
        else:
            messages.success(self.request, _("“%(title)s” was published.") % {"title": self.draft.title})
        return redirect(self.editor_url)

    @property
    def may_publish(self):
        return self.story.permissions_for_user(self.request.user).can_publish()

    def get_context_data(self, **kwargs):
        user: Any = self.request.user
        return super().get_context_data(**kwargs) | {
            "change": self.change,
            "declared": self.declared,
            "lines": self.lines() if self.change else [],
            "may_publish": self.may_publish,
            "in_the_way": refusals.list_of(self.in_the_way, self.story) if self.change and self.in_the_way else "",
            "waits_for_desks": self.waits_for_desks,
            "may_submit": self.waits_for_desks and stages.may_submit(user, self.story),
            "may_confirm": self.declared
            and self.declared.needs_second_person
            and self.may_publish
            and self.declared.by_id != user.pk,
            "touched": get_text_list(self.declared.touched, _("and")) if self.declared else "",
            "notices": self.story.corrections.told().select_related("of", "by"),
            "retraction": self.story.corrections.standing_retractions().first(),
            "may_retract": retracting.may_retract(user, self.story),
            "versions": self.story.published_versions.select_related("correction").order_by("-published_at", "-pk"),
            "may_withhold": user.has_perm(history.MAY_WITHHOLD),
        }

    def lines(self):
        return history.compare(
            *(history.lines_of(page, self.request) for page in (last_seen(self.story.pk), self.draft))
        )


class NoticeView(StoryScreen):
    """A notice on a public story whose text stays as it is."""

    template_name = "corrections/admin/notice.html"
    page_title = gettext_lazy("Add a notice")

    @cached_property
    def form(self):
        data = self.request.POST if self.request.method == "POST" else None
        initial = {"of": self.request.GET.get("of"), "kind": Kind.CORRECTION if "of" in self.request.GET else None}
        return NoticeForm(data, initial=initial, story=self.story, kinds=declaring.NOTICES)

    def is_allowed(self):
        return self.story.permissions_for_user(self.request.user).can_publish()

    def post(self, request, page_id):
        if not self.form.is_valid():
            return self.refuse()
        try:
            declaring.add_notice(self.story, Kind(self.form.cleaned_data["kind"]), by=request.user, **self.form.words)
        except ValidationError as error:
            self.form.add_error(None, error)
            return self.refuse()
        messages.success(request, _("The notice is public, on the story and in the corrections log."))
        return redirect("story_corrections:change", self.story.pk)


class RetractView(StoryScreen):
    """Taking a story back for good."""

    template_name = "corrections/admin/retract.html"
    page_title = gettext_lazy("Retract")
    header_icon = "warning"

    def is_allowed(self):
        return retracting.may_retract(self.request.user, self.story)

    @cached_property
    def form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return RetractionForm(data, initial={"headline": self.story.title})

    def post(self, request, page_id):
        if not self.form.is_valid():
            return self.refuse()
        try:
            retracting.retract(self.story, by=request.user, **self.form.cleaned_data)
        except NotReady as refusal:
            refusals.tell(request, refusal)
            return self.refuse()
        except ValidationError as error:
            self.form.add_error(None, error)
            return self.refuse()
        messages.success(request, _("The story is retracted. Its text is in no place that readers can reach."))
        return redirect("story_corrections:change", self.story.pk)


@require_POST
def confirm(request, page_id, pk):
    correction = get_object_or_404(Correction, pk=pk, article=editable_story(request.user, page_id))
    if declaring.confirm(correction, by=request.user):
        messages.success(request, _("Confirmed: it is a minor fix. It can be published."))
    else:
        messages.info(request, _("There was nothing left to confirm."))
    return redirect("story_corrections:change", page_id)


@require_POST
def lift(request, page_id):
    story = editable_story(request.user, page_id)
    if not retracting.may_retract(request.user, story):
        raise PermissionDenied
    standing = story.corrections.standing_retractions().first()
    if standing and retracting.lift(standing, by=request.user):
        messages.success(
            request, _("The retraction is lifted. That published nothing: choose a version and publish it.")
        )
    else:
        messages.info(request, _("This story is not retracted. Nothing was changed."))
    return redirect("story_corrections:change", story.pk)


@require_POST
def withhold(request, page_id, pk):
    """Take a version out of the public history or, with `show`, put it back."""
    version = get_object_or_404(PublishedVersion, pk=pk, article=editable_story(request.user, page_id))
    if history.withhold(version, by=request.user, withheld="show" not in request.POST):
        messages.success(request, _("The public history is as you wanted it."))
    else:
        messages.info(request, _("Nothing was changed. What is public now stays in the history."))
    return redirect("story_corrections:change", page_id)


def say_that_it_is_retracted(request, page):
    """On opening the editor: an empty story that has no findings would look like one that somebody has lost."""
    story = page.specific_deferred
    if request.method != "GET" or not isinstance(story, ArticlePage):
        return
    if retraction := Correction.objects.standing_retractions().filter(article=page.pk).first():
        words = _(
            "This story was retracted on %(time)s: readers see the reason and nothing else. Its text is in the history "
            "of its versions."
        )
        messages.warning(request, words % {"time": told(retraction.published_at)})


def ask_what_changes(request, page):
    """Whoever wants to publish or submit a change over a public story is asked what it is, for hook after_edit_page."""
    wants_it_out = {"action-publish", "action-submit"} & request.POST.keys()
    if not wants_it_out or not isinstance(page, ArticlePage):
        return None
    change = change_of(ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object())
    declared = change and declaring.declaration_for(page.pk, change)
    if change is None or (declared and not declared.needs_second_person):
        return None
    return redirect("story_corrections:change", page.pk)
