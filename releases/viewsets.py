"""The photo desk's screens: who is shown and what they said, and taking a photo back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from photos.models import Photo
from photos.vocabulary import ReleaseState
from photos.where_used import pages_showing, records_showing

from . import consent, withdrawal
from .forms import ReleaseForm
from .links import path_of
from .models import AGREED, Release
from .report import DayColumn


def photo_for(user, pk):
    """A photo that the user may change. Raises Http404 or PermissionDenied."""
    photo = get_object_or_404(Photo, pk=pk)
    if not policy_registry.get_by_type(Photo).user_has_permission_for_instance(user, "change", photo):
        raise PermissionDenied
    return photo


class ReleaseCreateView(generic.CreateView):
    def get_initial(self):
        return super().get_initial() | {"photo": self.request.GET.get("photo")}

    def get_success_url(self):
        return self.get_edit_url()  # where the link is, and the button that sends it

    def save_instance(self):
        release = super().save_instance()
        consent.note(release, self.request.user)
        return release


class ReleaseEditView(generic.EditView):
    template_name = "releases/admin/edit.html"

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        """What was typed is looked at beside what the person shown has said by now, and nobody says more meanwhile."""
        self.object = consent.hold(self.get_object())
        return super().post(request, *args, **kwargs)

    def save_instance(self):
        initial = self.form.initial
        asked_anew = initial["state"] in AGREED and self.form.instance.state == ReleaseState.REQUESTED
        former_form = initial["evidence"].name if initial["evidence"] else ""
        release = super().save_instance()
        consent.note(release, self.request.user, former_form, initial["state"])
        if asked_anew:
            text = _("These are other terms than %(name)s agreed to. The release is open until they agree to them.")
            messages.warning(self.request, text % {"name": release.signer})
        return release

    def get_context_data(self, **kwargs):
        link = self.request.build_absolute_uri(path_of(self.object))
        records = self.object.records.select_related("by")
        return super().get_context_data(**kwargs) | {"release": self.object, "link": link, "records": records}


class ReleaseDeleteView(generic.DeleteView):
    """Only a name that was put on the list by mistake comes off it."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm("releases.delete_release") and self.object.is_evidence:
            text = _(
                "%(name)s stays on the list: what they said about the photo is kept. They can withdraw at any time."
            )
            messages.error(request, text % {"name": self.object.name})
            return redirect("release_desk:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class ReleaseViewSet(ModelViewSet):
    model = Release
    name = "release_desk"
    url_prefix = "releases"
    icon = "user"
    menu_label = _("Releases")
    menu_name = "releases"
    menu_order = 360
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    add_view_class = ReleaseCreateView
    edit_view_class = ReleaseEditView
    delete_view_class = ReleaseDeleteView
    list_filter = ["state", "age_band"]
    search_fields = ["name", "photo__title"]
    list_display = [
        TitleColumn("name", label=_("Person shown"), url_name="release_desk:edit", sort_key="name"),
        Column("photo", label=_("Photo")),
        StatusTagColumn(
            "state", label=_("Release"), accessor="get_state_display", primary=lambda release: release.has_agreed
        ),
        DayColumn("ends_on", label=_("Ends on"), sort_key="ends_on"),
    ]

    def get_form_class(self, for_update=False):
        return ReleaseForm

    def get_queryset(self, request):
        return Release.objects.select_related("photo")

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("ask/<int:pk>/", ask, name="ask"),
            path("new-link/<int:pk>/", new_link, name="new_link"),
            path("evidence/<int:pk>/", evidence, name="evidence"),
            path("photo/<int:pk>/", PhotoConsentView.as_view(), name="photo"),
        ]


def release_for(user, pk):
    if not user.has_perm("releases.change_release"):
        raise PermissionDenied
    return get_object_or_404(Release.objects.select_related("photo"), pk=pk)


@require_POST
def ask(request, pk):
    """Send the person shown the link."""
    release = release_for(request.user, pk)
    if not release.email:
        messages.error(request, _("There is no e-mail address. Write one down, or send the link yourself."))
    else:
        consent.ask(release, request.user)
        messages.success(request, _("The letter to %(name)s is on its way.") % {"name": release.signer})
    return redirect("release_desk:edit", pk)


@require_POST
def new_link(request, pk):
    """Shut every link sent before."""
    release = release_for(request.user, pk)
    with transaction.atomic():
        consent.renew_link(release, request.user)
        log(instance=release, action="releases.new_link", user=request.user)
    text = _("Every link sent before is shut. Correct the e-mail address, then send %(name)s the new one.")
    messages.success(request, text % {"name": release.signer})
    return redirect("release_desk:edit", pk)


@require_safe
def evidence(request, pk):
    """The signed form, for the photo desk alone, as a download."""
    release = release_for(request.user, pk)
    if not release.evidence:
        raise Http404
    name = release.evidence.name.rpartition("/")[2]
    response = FileResponse(release.evidence.open(), as_attachment=True, filename=name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class PhotoConsentView(WagtailAdminTemplateMixin, View):
    """Who is shown in a photo, where it stands, and the buttons that take it off every page."""

    template_name = "releases/admin/photo.html"
    page_title = _("Consent and withdrawal")
    header_icon = "user"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, pk, **kwargs):
        self.photo = photo_for(request.user, pk)
        return super().dispatch(request)

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailimages:index"), "label": _("Photos")},
            {"url": reverse("wagtailimages:edit", args=[self.photo.pk]), "label": self.photo.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        find_address = AdminURLFinder(self.request.user).get_edit_url
        return super().get_context_data(**kwargs) | {
            "photo": self.photo,
            "releases": self.photo.releases.all(),
            "pages": pages_showing(self.photo),
            "records": [
                {"name": record, "kind": record._meta.verbose_name, "address": find_address(record)}
                for record in records_showing(self.photo)
            ],
            "may_erase": may_erase(self.request.user, self.photo),
        }

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        action = request.POST.get("action")
        if action == "take_back":
            withdrawal.take_back(self.photo)
            pages = len(pages_showing(self.photo))
            told = ngettext(
                "The photo is off every page: %(pages)d page now shows a neutral space.",
                "The photo is off every page: %(pages)d pages now show a neutral space.",
                pages,
            )
            messages.success(request, told % {"pages": pages})
        elif action == "give_back" and request.user.has_perm("releases.change_release"):
            withdrawal.give_back(self.photo)
            if self.photo.is_withheld:
                messages.warning(request, _("It stays hidden: somebody no longer agrees, or the licence is over."))
            else:
                messages.success(request, _("The photo is back on its pages."))
        elif action == "erase" and may_erase(request.user, self.photo):
            withdrawal.erase(self.photo)
            messages.success(request, _("The picture, its master and all its sizes are deleted for good."))
        else:
            raise PermissionDenied
        log(instance=self.photo, action=f"releases.{action}", user=request.user)
        return redirect("release_desk:photo", self.photo.pk)


def may_erase(user, photo):
    return policy_registry.get_by_type(Photo).user_has_permission_for_instance(user, "delete", photo)
