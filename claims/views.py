"""The claims of one story on one screen: what was found, why, and who stands behind it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page

from articles.models import ArticlePage
from readiness.findings import fragment
from readiness.reports import newest
from readiness.views import editor_of

from . import decisions
from .forms import AcceptForm
from .models import ClaimDecision, strictness_of
from .reading import State, claims_in


class ClaimsView(WagtailAdminTemplateMixin, TemplateView):  # ty: ignore[inconsistent-mro] - the stubs' order
    """Every claim in the newest version, with what may be done about it."""

    page_title = gettext_lazy("Claims")
    header_icon = "glasses"
    template_name = "claims/admin/claims.html"

    def dispatch(self, request, *args, **kwargs):
        self.story = get_object_or_404(ArticlePage, pk=kwargs["page_id"])
        if not decisions.may_read(request.user, self.story):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        form = AcceptForm(request.POST)
        if not decisions.may_accept(request.user, self.story):
            raise PermissionDenied
        if form.is_valid():
            try:
                return self.accept(form)
            except ValidationError as error:
                form.add_error(None, error)
        return self.render_to_response(self.get_context_data(refused=form))

    def accept(self, form):
        reason = form.cleaned_data["reason"]
        decision, is_new = decisions.accept(
            self.story, form.cleaned_data["digest"], by=self.request.user, reason=reason
        )
        if is_new:
            messages.success(self.request, _("Accepted: “%(words)s”") % {"words": decision.words})
        else:
            told = _("%(name)s has accepted this already: %(reason)s") % {
                "name": decision.by or _("Somebody"),
                "reason": decision.reason,
            }
            messages.warning(self.request, told)
        return redirect("claims:story", self.story.pk)

    @cached_property
    def claims(self):
        return claims_in(newest(self.story.pk))

    @cached_property
    def may_edit(self):
        return self.story.permissions_for_user(self.request.user).can_edit()

    def get_page_subtitle(self):
        return self.story.get_admin_display_title()

    def get_breadcrumbs_items(self):
        return [
            *get_breadcrumbs_items_for_page(self.story, self.request.user),
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, refused=None, **kwargs):
        rows = [self.row(number, claim, refused) for number, claim in enumerate(self.claims, 1)]
        groups = [(state, [row for row in rows if row["claim"].state == state]) for state in State]
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "groups": groups,
            "open": len(groups[0][1]),
            "refused": refused if not any(row.get("form") is refused for row in rows) else None,
            "strictness": strictness_of(self.story),
            "may_accept": decisions.may_accept(self.request.user, self.story),
            "may_take_back": decisions.may_take_back(self.request.user, self.story),
            "editor_url": editor_of(self.story) if self.may_edit else "",
        }

    def row(self, number, claim, refused):
        """A claim with its place in the editor, and while it is open with the form to accept it."""
        url = f"{editor_of(self.story)}{fragment(claim.anchor)}" if self.may_edit else ""
        row = {"claim": claim, "number": number, "url": url}
        if claim.state == State.OPEN:
            is_this = refused is not None and refused.data.get("digest") == claim.digest
            empty = AcceptForm(initial={"digest": claim.digest}, auto_id=f"accept-{number}-%s")
            row["form"] = refused if is_this else empty
        return row


@require_POST
def take_back(request, page_id, decision_id):
    story = get_object_or_404(ArticlePage, pk=page_id)
    if not decisions.may_take_back(request.user, story):
        raise PermissionDenied
    decision = ClaimDecision.objects.filter(pk=decision_id, article=story).first()
    if decision and decisions.take_back(decision, by=request.user):
        messages.success(request, _("Open again: “%(words)s”") % {"words": decision.words})
    else:
        messages.warning(request, _("This has been taken back already."))
    return redirect(reverse("claims:story", args=[story.pk]))
