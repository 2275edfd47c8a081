"""Where moderators take their second looks."""

from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from comments.models import ModerationAction, ReaderComment
from comments.thread import number_in

from .second_look import Verdict, record, waiting_for


class SecondLookView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """One comment at a time, with its story and what it answers: no status, no history, no notes of rules."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/second_look.html"
    page_title = _("Second look")
    header_icon = "view"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request):
        waiting = waiting_for(request.user)
        action = waiting.select_related("comment__article", "comment__parent__author").first()
        context = self.get_context_data(action=action, number=waiting.count(), verdicts=Verdict.choices)
        return self.render_to_response(context)

    def post(self, request):
        number, verdict = request.POST.get("action", ""), request.POST.get("verdict", "")
        action = ModerationAction.objects.filter(pk=number_in(number)).first() if verdict in Verdict.values else None
        if action is None:
            messages.error(request, gettext("Nothing was kept: choose one of the answers."))
        elif record(action, verdict, by=request.user):
            messages.success(request, gettext("Kept. Nothing has changed for the comment."))
        else:
            messages.warning(request, gettext("Somebody else was quicker with this one."))
        return redirect("moderation:second_look")
