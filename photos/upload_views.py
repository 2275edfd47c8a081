"""Wagtail's ways of adding photos, which also show what each file said of itself and what looks like it; and of
changing one."""

from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.images.views import chooser, images, multiple
from wagtail.permissions import policy_registry

from .lookalikes import lookalikes
from .models import Photo
from .replacing import put_into_drafts

SHOWN_BESIDE = 4


def choosable_lookalikes(photo, user):
    policy = policy_registry.get_by_type(Photo)
    return lookalikes(photo, policy.instances_user_has_permission_for(user, "choose"))[:SHOWN_BESIDE]


def in_words(alike, photo):
    """Which photos of the library are the very same file, or else which look like it."""
    same = [other for other in alike if other.file_hash == photo.file_hash]
    titles = get_text_list([f"“{other.title}”" for other in same or alike], _("and"))
    if same:
        return _("The library has the very same file already: %(titles)s.") % {"titles": titles}
    return _("It looks like one of the library: %(titles)s.") % {"titles": titles}


class AddPhotoView(images.CreateView):
    """One photo: its form comes back filled in."""

    def get_success_url(self):
        return reverse("wagtailimages:edit", args=[self.object.pk])

    def get_success_message(self, instance):
        added, alike = super().get_success_message(instance), choosable_lookalikes(instance, self.request.user)
        if not alike:
            return added
        return added + " " + in_words(alike, instance)


class EditPhotoView(images.EditView):
    """What is known of a photo. Another file makes another photo, and drafts of the stories that show the old one."""

    def render_to_response(self, context, **response_kwargs):
        if self.object.erased_at:  # of a tombstone there is only one thing left to see
            return redirect("release_desk:photo", self.object.pk)
        if not self.object.has_file:
            text = _(
                "The picture’s own file is missing in the storage (%(name)s). What is written here is kept and can be "
                "changed. Ask your administrator to put the file back from the back-up, or choose another file below."
            )
            messages.error(self.request, text % {"name": self.object.file.name})
        return super(images.EditView, self).render_to_response(context, **response_kwargs)  # Wagtail's says: delete it

    def save_instance(self):
        if "file" in self.form.changed_data:
            self.form.instance.uploaded_by_user = self.request.user
        photo = super().save_instance()
        if "file" in self.form.changed_data:
            self.tell(*put_into_drafts(photo, self.request.user))
            alike = choosable_lookalikes(photo, self.request.user)
            if same := [one for one in alike if one.file_hash == photo.file_hash]:
                messages.warning(self.request, in_words(same, photo))
        return photo

    def get_success_message(self):
        if "file" not in self.form.changed_data:
            return super().get_success_message()
        return _(
            "The new file is a photo of its own, “%(title)s”, and nothing that readers see has changed. "
            "Say here what is true of it: alt text, release, retouching and origin were said of the old file, and are "
            "open. Credit and rights are taken over: change them if they are others."
        ) % {"title": self.object.title}

    def get_success_url(self):
        return self.get_edit_url() if "file" in self.form.changed_data else super().get_success_url()

    def tell(self, changed, left, behind):
        """Name the stories that show the new photo in a draft, and those that go on showing the old one."""
        for page in changed:
            text = _("“%(title)s” has a new draft with this photo. Submit or publish it to show the photo to readers.")
            self.name(messages.info, text, page)
        for page in behind:
            text = _(
                "“%(title)s” still shows readers the old photo. Its newest draft has another one there already, so it "
                "got no new draft: publish that draft, or withdraw the old photo."
            )
            self.name(messages.warning, text, page)
        if left:
            titles = get_text_list([f"“{page.get_admin_display_title()}”" for page in left], _("and"))
            text = _("Not changed, because you may not edit it now: %(titles)s. It goes on showing the old photo.")
            messages.warning(self.request, text % {"titles": titles})

    def name(self, message, text, page):
        button = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
        message(self.request, text % {"title": page.get_admin_display_title()}, buttons=[button])


class AddPhotosView(multiple.AddView):
    """Many at once: each gets its form at once, below those of the library that look like it."""

    edit_form_template_name = "photos/admin/edit_form.html"

    def get_edit_object_response_data(self):
        """Wagtail asks about the very same file, before the form comes. What only looks alike stands above the form."""
        data = super().get_edit_object_response_data()
        alike = choosable_lookalikes(self.object, self.request.user)
        if alike and not data["duplicate"]:
            context = {"photo": self.object, "lookalikes": alike}
            data["form"] = render_to_string("photos/admin/lookalikes.html", context, self.request) + data["form"]
        return data

    def get_confirm_duplicate_upload_response(self, duplicates):
        context = {
            "photo": self.object,
            "same": list(duplicates)[:SHOWN_BESIDE],
            "delete_action": reverse(self.delete_object_url_name, args=[self.object.pk]),
        }
        return render_to_string("photos/admin/same_file.html", context, self.request)


class ChooserUploadView(chooser.ImageUploadView):
    """From within a story: what the file said, and what looks like it, is shown before the photo is taken."""

    def post(self, request):
        self.model = Photo
        self.form = self.get_creation_form()
        if not self.form.is_valid():
            return self.get_reshow_creation_form_response()
        photo = self.save_form(self.form)
        alike = choosable_lookalikes(photo, request.user)
        if alike or photo.words_in_file or photo.carried_in_file or request.GET.get("select_format"):
            return self.render_added(photo, alike)
        return self.get_chosen_response(photo)

    def render_added(self, photo, alike):
        delete = reverse("wagtailimages:delete", args=[photo.pk])
        context = {
            "photo": photo,
            "use_new": self.next_step(photo),
            "lookalikes": [(other, f"{delete}?{urlencode({'next': self.next_step(other)})}") for other in alike],
        }
        html = render_to_string("photos/admin/added_in_chooser.html", context, self.request)
        # The step is Wagtail's own for duplicates: its script puts the fragment in place and wires the buttons.
        answer = {"step": "duplicate_found", "htmlFragment": html}
        return render_modal_workflow(self.request, None, None, None, json_data=answer)

    def next_step(self, photo):
        step = "select_format" if self.request.GET.get("select_format") else "chosen"
        return self.append_preserved_url_parameters(reverse(f"wagtailimages_chooser:{step}", args=[photo.pk]))


class PhotoChooserViewSet(chooser.ImageChooserViewSet):
    create_view_class = ChooserUploadView


chooser_upload = PhotoChooserViewSet("wagtailimages_chooser", model=Photo, url_prefix="images/chooser").create_view


@require_safe
@never_cache
def master(request, image_id):
    """Hand out the untouched file, position and all, to those who may change the photo."""
    photo = get_object_or_404(Photo, pk=image_id)
    if not policy_registry.get_by_type(Photo).user_has_permission_for_instance(request.user, "change", photo):
        raise PermissionDenied
    try:
        file = photo.master.open("rb")
    except (ValueError, OSError) as error:  # without a master, or lost by the storage
        raise Http404 from error
    suffix = PurePath(str(photo.master.name)).suffix
    name = f"{photo.title}{suffix}"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
