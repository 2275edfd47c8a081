"""The editors' screen for the preview links of a page."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.admin.widgets import HeaderButton
from wagtail.models import Page

from articles.house_time import told, zone_name

from . import links
from .forms import LinkForm, ShareForm
from .models import USUAL_TERM


class PreviewLinksView(WagtailAdminTemplateMixin, View):
    """The links of one page, and everything an editor does with them. What was pressed is the POST's `verb`.

    An address is shown in the answer that made it and never again: it goes into no redirect, session or message.
    """

    template_name = "sharing/admin/links.html"
    page_title = gettext_lazy("Preview links")
    header_icon = "view"
    links_per_page = 20

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(Page, pk=page_id).specific_deferred
        links.check_may_share(self.page, request.user)
        return super().dispatch(request, page_id)

    def get(self, request, page_id):
        return self.show()

    def post(self, request, page_id):
        verbs = {"share": self.share, "rotate": self.rotate, "extend": self.extend, "revoke": self.revoke}
        verb = verbs.get(request.POST.get("verb"))
        try:
            if verb:
                return verb()
            messages.error(request, _("Nothing was changed: the form was incomplete. Try again from this page."))
        except links.Refused as refusal:
            messages.warning(request, str(refusal))
        return self.back_to_list()

    def share(self):
        form = ShareForm(self.request.POST, page=self.page)
        if not form.is_valid():
            return self.show(form=form, status=400)
        chosen = form.cleaned_data
        link, token = links.share(
            self.page,
            by=self.request.user,
            label=chosen["label"],
            submission=chosen["submission"],
            term=chosen["term"],
            revision=chosen["version"],
        )
        return self.show(shared=link, address=self.address(token))

    def rotate(self):
        link = self.link_meant()
        token = links.rotate(link, by=self.request.user, seen=self.seen)
        link.refresh_from_db()
        return self.show(shared=link, address=self.address(token), replaced=True)

    def extend(self):
        link = links.extend(self.link_meant(), by=self.request.user)
        sentence = _("The link for %(label)s is open until %(time)s.")
        messages.success(self.request, sentence % {"label": link.label, "time": told(link.expires_at)})
        return self.back_to_list()

    def revoke(self):
        link = self.link_meant()
        links.revoke(link, by=self.request.user)
        messages.success(self.request, _("The link for %(label)s is shut.") % {"label": link.label})
        return self.back_to_list()

    def link_meant(self):
        form = LinkForm(self.request.POST, page=self.page)
        if not form.is_valid():
            raise links.Refused(_("Nothing was changed: this link is not in the list any more."))
        self.seen = form.cleaned_data["seen"]
        return form.cleaned_data["link"]

    def address(self, token):
        return self.request.build_absolute_uri(reverse("sharing:preview", args=[token]))

    def back_to_list(self):
        return redirect("preview_links", self.page.pk)

    def show(self, status=200, **context):
        context.setdefault("form", ShareForm(page=self.page))
        return self.render_to_response(self.get_context_data(**context), status=status)

    def get_context_data(self, **kwargs):
        listed = Paginator(self.page.preview_links.for_listing(), self.links_per_page)
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "links": listed.get_page(self.request.GET.get("p")),
            "list_url": reverse("preview_links", args=[self.page.pk]),
            "days": USUAL_TERM.days,
            "house_zone": zone_name(),
        }

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        above = get_breadcrumbs_items_for_page(self.page, self.request.user)
        return [*above, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def header_buttons(self):
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [HeaderButton(_("Edit"), url=editor, icon_name="edit")]


def tell_open_links(request, page):
    """Say, when a page was taken off the site, that its draft is still open to some."""
    number = page.preview_links.open().count()
    if not number:
        return
    sentence = ngettext(
        "%(number)s preview link still shows the draft of this page. Revoke it if it should not be read.",
        "%(number)s preview links still show the draft of this page. Revoke them if it should not be read.",
        number,
    )
    button = messages.button(reverse("preview_links", args=[page.pk]), _("Preview links"))
    messages.warning(request, sentence % {"number": number}, buttons=[button])
