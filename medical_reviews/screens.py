"""The screen “Medical review” of a story: its text beside the form that is signed, and everything signed so far."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import HeaderButton
from wagtail.utils.decorators import xframe_options_sameorigin_override

from articles.models import ArticlePage
from review import stages
from review.decisions import open_turns

from . import asking, signing
from .contents import hashes_of, holds, stamp_of
from .forms import DeclineForm, SignForm, WithdrawForm
from .models import MedicalReview
from .rights import ADD, may_ask, may_read, may_read_newest, may_withdraw, revision_for


def readable_story(user, pk):
    """A story, for who may read a version of it here. Raises Http404 or PermissionDenied."""
    story = get_object_or_404(ArticlePage, pk=pk)
    if not may_read(user, story):
        raise PermissionDenied
    return story


def readable_version(user, story):
    revision = revision_for(user, story)
    return revision.as_object() if revision else story


class StoryReviewsView(WagtailAdminTemplateMixin, View):
    """What was pressed is the POST's `verb`. What somebody typed stays in its form until it is taken."""

    template_name = "medical_reviews/admin/story.html"
    page_title = gettext_lazy("Medical review")
    header_icon = "clipboard-list"

    def dispatch(self, request, *args, **kwargs):
        self.story = readable_story(request.user, kwargs["page_id"])
        self.version = readable_version(request.user, self.story)
        self.hashes = hashes_of(self.version)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, page_id):
        return self.show()

    def post(self, request, page_id):
        verbs = {"sign": self.sign, "decline": self.decline, "ask": self.ask}
        if verb := verbs.get(request.POST.get("verb", "")):
            return verb()
        messages.error(request, _("Nothing was changed: the form was incomplete. Try again from this page."))
        return self.leave()

    def sign(self):
        form = SignForm(self.request.POST)
        if form.is_valid():
            try:
                signing.sign(self.story, by=self.request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
        if form.errors:
            return self.refuse(form=form)
        messages.success(self.request, _("You have signed for “%(title)s”.") % {"title": self.title})
        return self.leave()

    def decline(self):
        form = DeclineForm(self.request.POST)
        if form.is_valid():
            try:
                waited = asking.decline(self.story, by=self.request.user, note=form.cleaned_data["note"])
            except ValidationError as error:
                form.add_error(None, error)
        if form.errors:
            return self.refuse(decline_form=form)
        if waited:
            messages.success(self.request, _("“%(title)s” went back to the managing editors.") % {"title": self.title})
        else:
            messages.info(self.request, _("“%(title)s” does not wait for a review.") % {"title": self.title})
        return self.leave()

    def ask(self):
        try:
            asking.ask(self.story, by=self.request.user)
        except asking.CannotAsk as refusal:
            messages.warning(self.request, " ".join(refusal.messages))
        else:
            messages.success(self.request, _("The medical reviewers are asked to read “%(title)s”.") % self.names)
        return self.leave()

    def refuse(self, **forms):
        messages.error(self.request, _("Nothing was done yet, and what you typed is still here. See below why."))
        return self.show(status=400, **forms)

    def leave(self):
        return redirect(get_valid_next_url_from_request(self.request) or self.url)

    @property
    def title(self):
        return self.version.title

    @property
    def names(self):
        return {"title": self.title}

    @property
    def url(self):
        return reverse("medical_reviews:story", args=[self.story.pk])

    @property
    def desk_waits(self):
        """Whether the reviewer's desk has not signed off yet: that is another act, of the workflow."""
        run = stages.run_of(self.version)
        return bool(run and open_turns(run, self.request.user))

    @property
    def why_not(self):
        """Why this reviewer's signature would not count, as far as that is known before they answer; else empty."""
        try:
            signing.refuse(self.version, signing.reviewer_of(self.request.user))
        except signing.MayNotReview as refusal:
            return " ".join(refusal.messages)
        return ""

    def show(self, status=200, *, form=None, decline_form=None):
        context = self.get_context_data(form=form or SignForm(), decline_form=decline_form or DeclineForm())
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs):
        user: Any = self.request.user
        waiting, reviews = asking.waiting(self.story), self.reviews()
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "version": self.version,
            "is_public": self.story.live and not (self.story.has_unpublished_changes and self.is_newest),
            "stamp": stamp_of(self.hashes),
            "desk_waits": self.desk_waits,
            "editor_url": reverse("wagtailadmin_pages:edit", args=[self.story.pk]),
            "reviews": reviews,
            "signed_already": any(holds_now and row.signed_by == user for row, holds_now, _withdraw in reviews),
            "waiting": waiting,
            "may_ask": may_ask(user) and not waiting,
            "may_sign": user.has_perm(ADD),
            "why_not": self.why_not if user.has_perm(ADD) else "",
            "text_url": reverse("medical_reviews:text", args=[self.story.pk]),
            "list_url": self.url,
        }

    @property
    def is_newest(self):
        return may_read_newest(self.request.user, self.story)

    def reviews(self):
        """Everything ever signed for the story, the newest first: (review, whether it holds now, may be withdrawn)."""
        rows = MedicalReview.objects.filter(article=self.story).select_related("reviewer", "signed_by")
        return [
            (row, row.stands and holds(row, self.hashes), row.stands and may_withdraw(self.request.user, row))
            for row in rows
        ]

    def get_page_subtitle(self):
        return self.title

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @property
    def header_buttons(self):
        if not self.story.permissions_for_user(self.request.user).can_edit():
            return []
        editor = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [HeaderButton(_("Edit"), url=editor, icon_name="edit")]


class TextView(View):
    """The version that is signed for, as readers would see it, for the frame beside the form."""

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request, page_id):
        version = readable_version(request.user, readable_story(request.user, page_id))
        return version.make_preview_request(request, version.default_preview_mode)


class WithdrawView(WagtailAdminTemplateMixin, View):
    """Taking a signature back, with the reason."""

    template_name = "medical_reviews/admin/withdraw.html"
    page_title = gettext_lazy("Withdraw a medical review")
    header_icon = "clipboard-list"

    def dispatch(self, request, *args, **kwargs):
        story = readable_story(request.user, kwargs["page_id"])
        reviews = MedicalReview.objects.select_related("article", "reviewer").filter(article=story)
        self.review = get_object_or_404(reviews, pk=kwargs["review_id"])
        if not may_withdraw(request.user, self.review):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, **kwargs):
        return self.render_to_response(self.get_context_data(form=WithdrawForm()))

    def post(self, request, **kwargs):
        form = WithdrawForm(request.POST)
        if form.is_valid():
            try:
                was_standing = signing.withdraw(self.review, by=request.user, because=form.cleaned_data["because"])
            except ValidationError as error:
                form.add_error(None, error)
        if form.errors:
            return self.render_to_response(self.get_context_data(form=form), status=400)
        names = {"name": self.review.reviewer.title}
        if was_standing:
            messages.success(request, _("The review by %(name)s is withdrawn.") % names)
        else:
            messages.info(request, _("The review by %(name)s was withdrawn already.") % names)
        return redirect("medical_reviews:story", self.review.article_id)

    def get_page_subtitle(self):
        return self.review.article.get_admin_display_title()

    def get_breadcrumbs_items(self):
        above = reverse("medical_reviews:story", args=[self.review.article_id])
        return [
            *self.breadcrumbs_items,
            {"url": above, "label": _("Medical review")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "review": self.review,
            "action_url": self.request.path,
            "submit_button_label": _("Withdraw it"),
            "submit_button_active_label": _("Withdrawing…"),
        }
