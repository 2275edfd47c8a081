"""The screen on which a definition is reviewed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import CreateView, EditView

from treatments.views import SavedByHand

from . import signing
from .models import GlossaryTerm


class TermCreateView(SavedByHand, CreateView):
    pass


class TermEditView(SavedByHand, EditView):
    pass


class ReviewView(WagtailAdminTemplateMixin, View):
    """What readers get now, what they would get, and a button to sign for it; another to take it from them."""

    template_name = "glossary/admin/review.html"
    header_icon = "openquote"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, pk, **kwargs):
        if not signing.may_withdraw(request.user):
            raise PermissionDenied
        self.term = get_object_or_404(GlossaryTerm.objects.select_related("source"), pk=pk)
        return super().dispatch(request)

    def get_page_title(self):
        return _("Review of “%(term)s”") % {"term": self.term}

    def get_breadcrumbs_items(self):
        terms = {"url": reverse("wagtailsnippets_glossary_glossaryterm:list"), "label": _("Glossary")}
        return [*self.breadcrumbs_items, terms, {"url": "", "label": self.get_page_title()}]

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        if "withdraw" in request.POST:
            if signing.withdraw(self.term.pk, by=request.user):
                messages.success(request, _("Readers no longer get this definition."))
            return redirect("glossary_review", self.term.pk)
        try:
            signing.sign(self.term.pk, by=request.user, seen=request.POST.get("seen", ""))
        except signing.MayNotSign as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("glossary_review", self.term.pk)
        messages.success(request, _("Signed: readers get this definition now, wherever a story uses the word."))
        return redirect("wagtailsnippets_glossary_glossaryterm:list")

    def get_context_data(self, **kwargs):
        user: Any = self.request.user
        may_sign = user.has_perm(signing.REVIEW)
        return super().get_context_data(**kwargs) | {
            "term": self.term,
            "may_sign": may_sign,
            "refused": self.refused() if may_sign else "",
        }

    def refused(self):
        """Why this user cannot sign for it; empty where they can."""
        try:
            signing.refuse(self.term, self.request.user)
        except signing.MayNotSign as refusal:
            return refusal.messages[0]
        return ""
