"""A photo about which somebody shown has been asked is never deleted, only erased: the picture goes, what was said
stays. The database refuses as well (ReleaseRecord.release); here an editor is told what to do instead."""

from django.db.models import ProtectedError
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.images.views import images, multiple

from photos.models import Photo

NAMED = 5


def kept(photos):
    """Those of the photos that have a record of consent; one query."""
    ids = [photo.pk for photo in photos]
    return list(Photo.objects.filter(pk__in=ids, releases__records__isnull=False).distinct().order_by("title"))


def why_kept(photos):
    titles = get_text_list([f"“{photo.title}”" for photo in photos], _("and"))
    return _(
        "Nothing was deleted. What was asked and said about consent to %(titles)s is kept, so that it can be proved. "
        "“Delete the picture for good”, under “Consent and withdrawal”, removes the picture, its master and all sizes."
    ) % {"titles": titles}


class DeletePhotoView(images.DeleteView):
    """Wagtail's, which leads to the erasing of a photo that is kept."""

    def get(self, request, *args, **kwargs):
        return self.refusal() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        return self.refusal() or super().post(request, *args, **kwargs)

    def refusal(self):
        if not kept([self.object]):
            return None
        messages.error(self.request, why_kept([self.object]))
        return redirect("release_desk:photo", self.object.pk)


class DeleteUploadedPhotoView(multiple.DeleteView):
    """Wagtail's, for a photo that has just come."""

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except ProtectedError:
            return JsonResponse({"success": False, "error_message": why_kept([self.object])}, status=409)


def refuse_to_delete_kept_photos(request, action_type, objects, action):
    """Stop Wagtail's bulk action, for hook before_bulk_action."""
    if action_type != "delete" or not issubclass(action.model, Photo) or not (found := kept(objects)):
        return None
    buttons = [messages.button(reverse("release_desk:photo", args=[one.pk]), one.title) for one in found[:NAMED]]
    messages.error(request, why_kept(found), buttons=buttons)
    return redirect(action.next_url)
