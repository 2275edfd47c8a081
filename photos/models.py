from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)
from wagtail.search import index

from .ingest import sanitised


class ReleaseState(models.TextChoices):
    """Consent of the people shown (domain vocabulary: Consent.state)."""

    UNKNOWN = "unknown", _("Not known yet")
    NOT_NEEDED = "not_needed", _("Not needed: nobody recognisable")
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    RESTRICTED = "restricted", _("Granted with restrictions")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Retouching(models.TextChoices):
    """What was done to the picture, as declared by the person who did it."""

    UNKNOWN = "unknown", _("Not known yet")
    NONE = "none", _("Not retouched")
    GLOBAL_ONLY = "global_only", _("Crop and tone only")
    RETOUCHED = "retouched", _("Retouched")


class PhotoFile(WagtailImageFieldFile):
    """Whatever way a file comes in, it is sanitised before the storage sees it."""

    def save(self, name, content, save=True):
        clean = sanitised(content, name)
        super().save(clean.name, clean, save)


class PhotoFileField(WagtailImageField):
    attr_class = PhotoFile


class Photo(AbstractImage):
    """A photograph with what must travel with it: credit, release, retouching, and its words.

    Caption, credit, alt text and long description are four fields (IPTC Photo Metadata 2025.1). What is
    not known stays empty and is shown to editors as missing.
    """

    file = PhotoFileField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    caption = models.TextField(
        _("caption"), blank=True, help_text=_("Printed below the photo unless a story gives its own.")
    )
    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made it, as it must be printed. A photo without a credit cannot be published."),
    )
    alt_text = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What a person who cannot see the photo needs to know. Not the caption again."),
    )
    long_description = models.TextField(
        _("long description"), blank=True, help_text=_("For a photo that carries evidence: what exactly it shows.")
    )
    release_state = models.CharField(
        _("release"), max_length=20, choices=ReleaseState.choices, default=ReleaseState.UNKNOWN
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    retouching = models.CharField(
        _("retouching"), max_length=20, choices=Retouching.choices, default=Retouching.UNKNOWN
    )
    retouching_note = models.CharField(_("retouching note"), max_length=255, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "credit",
        "alt_text",
        "caption",
        "long_description",
        "release_state",
        "taken_on",
        "retouching",
        "retouching_note",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.SearchField("alt_text"),
        index.FilterField("release_state"),
        index.FilterField("retouching"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(release_state__in=ReleaseState.values), name="photos_photo_release_state_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(retouching__in=Retouching.values), name="photos_photo_retouching_valid"
            ),
        ]

    def save(self, *args, **kwargs):
        # Whatever way a file comes in, its hash is known. Wagtail sees to it in its forms only.
        if self.file and not self.file._committed:  # ty: ignore[missing-attribute] - Django's FieldFile has it
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self):
        """The alt text itself or nothing: a file name or title read aloud helps nobody."""
        return self.alt_text

    @property
    def is_withheld(self):
        """Whether the people shown no longer agree: such a photo goes into no story."""
        return self.release_state in (ReleaseState.EXPIRED, ReleaseState.WITHDRAWN)

    @property
    def missing(self):
        """What an editor still has to find out about this photo, as plain words."""
        gaps = [
            (not self.credit, _("credit")),
            (not self.alt_text, _("alt text")),
            (self.release_state == ReleaseState.UNKNOWN, _("release")),
            (self.retouching == Retouching.UNKNOWN, _("retouching")),
            (self.taken_on is None, _("date taken")),
        ]
        return [name for is_missing, name in gaps if is_missing]


class Rendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="photos_rendition_unique")
        ]
