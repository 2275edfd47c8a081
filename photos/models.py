from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)
from wagtail.search import index

from . import credentials
from .ingest import sanitised
from .private import private_storage
from .signing import signed_rendition
from .vocabulary import (
    MADE_WITH_AI,
    CredentialState,
    DataMining,
    DigitalSourceType,
    ReleaseState,
    Retouching,
    Sensitivity,
)


class PhotoFile(WagtailImageFieldFile):
    """Whatever way a file comes in, it is sanitised before the storage sees it."""

    def save(self, name, content, save=True):
        self.instance.read_credentials(name, content)
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
    photographer = models.CharField(_("photographer"), max_length=255, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=255, blank=True)
    usage_terms = models.TextField(
        _("usage terms"), blank=True, help_text=_("What the house may do with it, in the licensor's words.")
    )
    licence_url = models.URLField(_("licence address"), blank=True)
    licence_ends_on = models.DateField(
        _("licence ends on"), null=True, blank=True, help_text=_("After this day no page shows the photo.")
    )
    data_mining = models.CharField(
        _("data mining"), max_length=30, choices=DataMining.choices, default=DataMining.NO_AI
    )
    release_state = models.CharField(
        _("release"),
        max_length=20,
        choices=ReleaseState.choices,
        default=ReleaseState.UNKNOWN,
        help_text=_("Once people shown are listed, what they said decides."),
    )
    digital_source_type = models.CharField(
        _("origin"), max_length=50, choices=DigitalSourceType.choices, blank=True, help_text=_("How it came to be.")
    )
    sensitivity = models.CharField(
        _("warning"),
        max_length=20,
        choices=[choice for choice in Sensitivity.choices if choice[0]],
        blank=True,
        help_text=_("Such a photo stays veiled until a reader asks for it, and out of teasers."),
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    retouching = models.CharField(
        _("retouching"), max_length=20, choices=Retouching.choices, default=Retouching.UNKNOWN
    )
    retouching_note = models.CharField(_("retouching note"), max_length=255, blank=True)
    retouching_declared_by = models.CharField(
        _("declared by"),
        max_length=150,
        blank=True,
        help_text=_("Who says so. Without a name there is no pledge mark."),
    )

    # What the house finds out by itself.
    master = models.FileField(
        storage=private_storage, upload_to="masters/%Y/%m", max_length=255, editable=False, blank=True
    )
    found = models.JSONField(default=dict, editable=False)  # what the file said of itself when it came
    perceptual_hash = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    placeholder = models.CharField(
        max_length=1000, blank=True, editable=False
    )  # a picture of a few bytes, as data: address
    credential_state = models.CharField(
        _("Content Credentials"),
        max_length=20,
        choices=CredentialState.choices,
        default=CredentialState.NONE,
        editable=False,
    )
    credential_report = models.JSONField(default=dict, editable=False)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="replacements"
    )
    # A photo taken back stays as a row, so that every place that names it shows a neutral space.
    withheld_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "credit",
        "photographer",
        "alt_text",
        "caption",
        "long_description",
        "taken_on",
        "release_state",
        "copyright_notice",
        "usage_terms",
        "licence_url",
        "licence_ends_on",
        "data_mining",
        "digital_source_type",
        "sensitivity",
        "retouching",
        "retouching_note",
        "retouching_declared_by",
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
        index.SearchField("photographer"),
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
            models.CheckConstraint(
                condition=models.Q(digital_source_type__in=["", *DigitalSourceType.values]),
                name="photos_photo_digital_source_type_valid",
            ),
            models.CheckConstraint(
                condition=models.Q(sensitivity__in=Sensitivity.values), name="photos_photo_sensitivity_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(credential_state__in=CredentialState.values),
                name="photos_photo_credential_state_valid",
            ),
            models.CheckConstraint(
                condition=models.Q(data_mining__in=DataMining.values), name="photos_photo_data_mining_valid"
            ),
        ]

    def save(self, *args, **kwargs):
        # Whatever way a file comes in, its hash is known. Wagtail sees to it in its forms only.
        if self.file and not self.file._committed:  # ty: ignore[missing-attribute] - Django's FieldFile has it
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    def generate_rendition_file(self, *args, **kwargs):
        """Make one size. Of a photo that is withheld none is ever made: Wagtail then treats its file as lost."""
        if self.is_withheld:
            raise SourceImageIOError(_("This photo may not be shown."))
        return signed_rendition(super().generate_rendition_file(*args, **kwargs), self)

    def read_credentials(self, name, content):
        """Note what the Content Credentials of a file as it came say."""
        content.seek(0)
        self.credential_state, self.credential_report = credentials.read(content.read(), name)

    @property
    def credentials_in_words(self):
        return credentials.in_words(self.credential_state, self.credential_report)

    @property
    def default_alt_text(self):
        """The alt text itself or nothing: a file name or title read aloud helps nobody."""
        return self.alt_text

    @property
    def is_withheld(self):
        """Whether the people shown no longer agree, or the licence is over: such a photo is shown nowhere."""
        is_over = self.licence_ends_on is not None and self.licence_ends_on < timezone.localdate()
        without_consent = self.release_state in (ReleaseState.EXPIRED, ReleaseState.WITHDRAWN)
        return bool(without_consent or is_over or self.withheld_at or self.erased_at)

    @property
    def is_made_with_ai(self):
        return self.digital_source_type in MADE_WITH_AI

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
