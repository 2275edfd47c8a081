"""The photo library, Wagtail's own list, by what is not known of a photo and what the people shown said."""

import django_filters

from django.utils.translation import gettext_lazy as _

from wagtail.images.views import images


class LibraryFilterSet(images.ImagesFilterSet):
    without = django_filters.ChoiceFilter(
        label=_("Missing"),
        method="lacking",
        choices=[("credit", _("Credit")), ("alt_text", _("Alt text")), ("caption", _("Caption"))],
    )

    class Meta(images.ImagesFilterSet.Meta):
        fields = ["release_state"]

    def lacking(self, photos, name, value):
        return photos.filter(**{value: ""})


class LibraryView(images.IndexView):
    filterset_class = LibraryFilterSet
