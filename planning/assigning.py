"""Taking a story onto one's desk, handing it on, and giving it to somebody: the screens of review/assignments.py."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from review import assignments
from review.models import Turn

from .desk_forms import AssignForm, HandOnForm


class TurnView(View):
    """A view about one desk's turn, for those whom that desk concerns."""

    request: Any

    @cached_property
    def turn(self):
        turn = get_object_or_404(Turn.objects.select_related("group", "assignee", "page"), pk=self.kwargs["pk"])
        if not self.may_know(turn):
            raise PermissionDenied
        return turn

    def may_know(self, turn):
        user = self.request.user
        return user.has_perm(assignments.CAN_ASSIGN) or user.groups.filter(pk=turn.group_id).exists()

    @property
    def next_url(self):
        return get_valid_next_url_from_request(self.request) or reverse("desk:index")

    def names(self, **others):
        return {"title": self.turn.page.get_admin_display_title(), "desk": self.turn.desk_name, **others}

    def try_to(self, do, *args, **kwargs):
        """Do it and return whether it was done. A refusal says by itself what was kept."""
        try:
            do(self.turn, *args, by=self.request.user, **kwargs)
        except assignments.AssignmentError as refusal:
            messages.warning(self.request, str(refusal))
            return False
        return True


class ClaimView(TurnView):
    http_method_names = ["post"]

    def post(self, request, pk):
        if self.try_to(assignments.claim):
            messages.success(request, _("“%(title)s” is on your desk now (%(desk)s).") % self.names())
        return redirect(self.next_url)


class GiveView(WagtailAdminTemplateMixin, TurnView):
    """A form that gives a desk's turn to one of its people."""

    template_name = "planning/admin/assign.html"
    header_icon = "user"
    form_class: Any
    do: Callable

    def get_page_subtitle(self):
        return self.names()["title"]

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk:index"), "label": _("My desk")},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get(self, request, pk):
        return self.show(self.form_class(turn=self.turn))

    def post(self, request, pk):
        form = self.form_class(request.POST, turn=self.turn)
        if not form.is_valid():
            return self.show(form)
        to = form.cleaned_data.pop("to")
        if self.try_to(self.do, to, **form.cleaned_data):
            self.tell(to)
        return redirect(self.next_url)

    def show(self, form):
        context = self.get_context_data(form=form, turn=self.turn, next=self.next_url, media=form.media)
        return self.render_to_response(context)

    def tell(self, to):
        if to:
            sentence = _("“%(title)s” is with %(name)s now (%(desk)s).") % self.names(name=get_user_display_name(to))
        else:
            sentence = _("“%(title)s” lies with %(desk)s again.") % self.names()
        messages.success(self.request, sentence)


class HandOnView(GiveView):
    """From whoever has it to a colleague at the desk, or back to the desk."""

    form_class = HandOnForm
    do = staticmethod(assignments.hand_on)
    page_title = gettext_lazy("Hand on")


class AssignView(GiveView):
    """From a managing editor to somebody at the desk, with a deadline if there is one."""

    form_class = AssignForm
    do = staticmethod(assignments.assign)
    page_title = gettext_lazy("Assign")

    def may_know(self, turn):
        user: Any = self.request.user
        return user.has_perm(assignments.CAN_ASSIGN)
