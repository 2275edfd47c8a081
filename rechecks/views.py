"""The form that says what came of looking at one story again, or at many."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from articles.citations import row_number

from .forms import SettleForm
from .models import Recheck
from .opening import AT_ONCE
from .rights import may_edit_stories
from .settling import may_settle, settle

NAMED = 5


class SettleView(WagtailAdminTemplateMixin, View):
    """Stories chosen by ticks (`id`), or all open ones of one cause (`cause`), AT_ONCE at a time."""

    template_name = "rechecks/admin/settle.html"
    page_title = gettext_lazy("Settle")
    header_icon = "check"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not may_settle(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def chosen(self):
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        rechecks = (
            Recheck.objects.shown_to(self.request.user)
            .select_related("cause", "article", "settled_by")
            .defer("article__body")
        )
        if cause := row_number(data.get("cause")):
            return list(rechecks.open().filter(cause=cause)[:AT_ONCE])
        ids = [pk for written in data.getlist("id")[:AT_ONCE] if (pk := row_number(written))]
        return list(rechecks.filter(pk__in=ids))

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("rechecks_report"), "label": _("To look at again")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request):
        if not self.chosen:
            messages.warning(request, _("No story is chosen. Tick those that you have looked at."))
            return redirect("rechecks_report")
        return self.show(SettleForm())

    def post(self, request):
        form = SettleForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            number = settle([one.pk for one in self.chosen], by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(form)
        first = self.settled_by_others(number)
        if first:
            messages.warning(request, first)
        if not number:
            return self.show(form)
        done = ngettext("%(number)d story is settled.", "%(number)d stories are settled.", number)
        messages.success(request, done % {"number": number})
        return redirect("rechecks_report")

    def settled_by_others(self, number):
        """A sentence about those that a colleague has settled first; empty if there are none."""
        ids = [one.pk for one in self.chosen]
        if number == len(ids):
            return ""
        others = Recheck.objects.filter(pk__in=ids).exclude(settled_by=self.request.user)
        lines = [
            _("“%(story)s” (%(name)s: %(outcome)s)")
            % {
                "story": one.article.get_admin_display_title(),
                "name": one.settled_by or _("somebody who has left"),
                "outcome": one.get_outcome_display(),
            }
            for one in others.select_related("article", "settled_by").defer("article__body")[:NAMED]
        ]
        sentence = _("Colleagues were quicker, and what they said stays: %(stories)s. Your note is still here.")
        return sentence % {"stories": get_text_list(lines, _("and"))} if lines else ""

    def show(self, form):
        still_open = [one for one in self.chosen if one.is_open]
        context = {"form": form, "chosen": self.chosen, "still_open": still_open}
        context["may_edit_stories"] = may_edit_stories(self.request.user)
        return self.render_to_response(self.get_context_data(**context))
