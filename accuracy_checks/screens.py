"""The desk's screens of one story: what its sources say, and a call written down."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.admin.widgets import HeaderButton

from articles.models import ArticlePage
from people.models import PersonPage
from readiness.findings import fragment

from . import answering, asking, deciding
from .forms import AskForm, CallForm
from .models import AccuracyCheck, AccuracyPolicy, CheckedStatement, Policy
from .refusals import Refused
from .sources import sources_of
from .statements import credits_of


def may_see(user, story):
    """The desks see every story's checks; a writer those of stories they may edit."""
    return user.has_perm(asking.DECIDE) or story.permissions_for_user(user).can_edit()


def place_of(statement, story):
    """The address of a statement's block in the editor."""
    return reverse("wagtailadmin_pages:edit", args=[story.pk]) + fragment(f"body.{statement.block_id}")


class StoryView(WagtailAdminTemplateMixin, View):
    """A screen about one story."""

    header_icon = "openquote"

    def dispatch(self, request, page_id, **kwargs):
        self.story = get_object_or_404(ArticlePage, pk=page_id)
        if not may_see(request.user, self.story):
            raise PermissionDenied
        return super().dispatch(request, **kwargs)

    @property
    def newest(self):
        return self.story.get_latest_revision_as_object()

    def get_page_subtitle(self):
        return self.story.get_admin_display_title()

    def get_breadcrumbs_items(self):
        above = get_breadcrumbs_items_for_page(self.story, self.request.user)
        return [*above, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def may_edit(self):
        return self.story.permissions_for_user(self.request.user).can_edit()

    @cached_property
    def header_buttons(self):
        if not self.may_edit:
            return []
        editor = reverse("wagtailadmin_pages:edit", args=[self.story.pk])
        return [HeaderButton(_("Edit"), url=editor, icon_name="edit")]


class StoryChecksView(StoryView):
    """Every source of a story, what they said, and what the desk can do. What was pressed is the POST's `verb`."""

    page_title = gettext_lazy("Accuracy checks")
    template_name = "accuracy_checks/admin/story.html"

    def get(self, request):
        return self.show()

    def post(self, request):
        verbs = {name: getattr(self, name) for name in ("ask", "remind", "revoke", "accept", "decline")}
        verb = verbs.get(request.POST.get("verb"))
        try:
            if verb is None:
                raise Refused(_("Nothing was changed: the form was incomplete. Try again from this page."))
            return verb()
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return self.show(status=400, refused=request.POST)

    def ask(self):
        asking.check_permission(self.request.user, asking.ASK)
        person = self.one_of(PersonPage.objects, "person")
        form = AskForm(self.request.POST)
        if not form.is_valid():
            messages.error(self.request, _("Nothing was sent yet. See what is marked below."))
            return self.show(status=400, ask_form=form, asked=person)
        asking.ask(self.story, person, by=self.request.user, **form.cleaned_data)
        return self.said(_("The letter to %(name)s is on its way.") % {"name": person.title})

    def remind(self):
        check = self.one_of(self.checks, "check")
        asking.remind(check, by=self.request.user)
        return self.said(_("%(name)s was reminded.") % {"name": check.person.title})

    def revoke(self):
        check = self.one_of(self.checks, "check")
        asking.revoke(check, by=self.request.user)
        return self.said(_("The link is withdrawn: whoever opens it is told so, and nobody can answer any more."))

    def accept(self):
        thing = deciding.accept(self.thing_meant(), by=self.request.user)
        if isinstance(thing, AccuracyCheck):
            return self.accepted_credit(thing)
        if self.may_edit:
            accepted = _("Accepted: “%(correction)s” No word was changed: mend the statement in this block.")
            messages.success(self.request, accepted % {"correction": thing.correction or thing.get_answer_display()})
            return redirect(place_of(thing, self.story))
        accepted = _(
            "Accepted: “%(correction)s” No word was changed yet. %(writer)s or an editor mends the statement; until "
            "then it is among the story’s findings."
        )
        words = {"correction": thing.correction or thing.words, "writer": self.story.owner or _("The writer")}
        return self.said(accepted % words)

    def accepted_credit(self, check):
        if check.person.permissions_for_user(self.request.user).can_edit():
            messages.success(self.request, _("Accepted. Mend what is wrong on this page, then publish it."))
            return redirect("wagtailadmin_pages:edit", check.person_id)
        accepted = _("Accepted: “%(credit)s” Nothing was changed yet. Ask an editor to mend the page of %(name)s.")
        return self.said(accepted % {"credit": check.credentials, "name": check.person.title})

    def decline(self):
        deciding.decline(self.thing_meant(), by=self.request.user, reason=self.request.POST.get("reason", ""))
        return self.said(_("Declined. The story stays as it is, and your reason is kept."))

    @property
    def checks(self):
        return AccuracyCheck.objects.filter(story=self.story)

    def thing_meant(self):
        if self.request.POST.get("check"):
            return self.one_of(self.checks, "check")
        return self.one_of(CheckedStatement.objects.filter(check_of__story=self.story), "statement")

    def one_of(self, queryset, name):
        pk = self.request.POST.get(name, "")
        found = queryset.filter(pk=pk).first() if pk.isdecimal() else None
        if found is None:
            raise Refused(_("Nothing was changed: this is not in the list any more."))
        return found

    def said(self, sentence):
        messages.success(self.request, sentence)
        return redirect("accuracy_checks_story", self.story.pk)

    def show(self, status=200, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_context_data(self, refused=None, ask_form=None, asked=None, **kwargs):
        policy = AccuracyPolicy.of_the_house()
        user: Any = self.request.user
        sources = sources_of(self.newest, policy.policy)
        addresses = asking.addresses_of([source.person for source in sources])
        for source in sources:
            start = {"email": addresses[source.person.pk], "days": policy.days}
            is_asked = ask_form and source.person == asked
            source.form = ask_form if is_asked else AskForm(initial=start)
            source.form.auto_id = f"id_{source.person.pk}_%s"  # there is one form for each source
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "sources": sources,
            "policy": Policy(policy.policy),
            "may_ask": user.has_perm(asking.ASK) and policy.policy != Policy.NEVER,
            "may_decide": user.has_perm(asking.DECIDE),
            "may_edit": self.may_edit,
            "refused": refused or {},
        }


class CallView(StoryView):
    """What a source said on the telephone, as somebody at the desk writes it down."""

    page_title = gettext_lazy("Accuracy check by telephone")
    header_icon = "mail"
    template_name = "accuracy_checks/admin/call.html"

    def dispatch(self, request, page_id, person_id):
        asking.check_permission(request.user, asking.DECIDE)
        self.person = get_object_or_404(PersonPage, pk=person_id)
        return super().dispatch(request, page_id)

    def get(self, request):
        return self.answer()

    def post(self, request):
        return self.answer()

    def answer(self):
        try:
            asked = asking.statements_to_ask(self.newest, self.person)
            form = CallForm(self.request.POST or None, keys=[one.block_id for one in asked])
            if self.request.method == "POST" and form.is_valid():
                return self.keep(form)
        except Refused as refusal:
            messages.warning(self.request, str(refusal))
            return redirect("accuracy_checks_story", self.story.pk)
        if form.errors:
            messages.error(self.request, _("Nothing was kept yet. See what is marked below."))
        rows = [(one, *form.fields_of(one.block_id)) for one in asked]
        credit = credits_of([self.person]).get(self.person.pk, self.person.title)
        context = self.get_context_data(story=self.story, person=self.person, form=form, rows=rows, credit=credit)
        return self.render_to_response(context)

    def keep(self, form):
        note, credentials = form.cleaned_data["note"], form.cleaned_data["credentials"]
        answering.take_call(
            self.story, self.person, form.answers, by=self.request.user, note=note, credentials=credentials
        )
        messages.success(self.request, _("What %(name)s said is kept.") % {"name": self.person.title})
        return redirect("accuracy_checks_story", self.story.pk)
