import logging
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import models
from django.utils.text import get_text_list
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
from wagtail.utils.file import hash_filelike

from accounts.house_clock import today

from . import credentials, label
from .found import Carried, found_in
from .ingest import sanitised, upright_size
from .lookalikes import perceptual_hash
from .placeholder import no_picture, placeholder
from .private import private_storage
from .rendering import HouseFilter
from .signing import signed_rendition
from .vocabulary import (
    MADE_WITH_AI,
    OVER,
    WARNINGS,
    CredentialState,
    DataMining,
    DigitalSourceType,
    ReleaseState,
    Retouching,
    Sensitivity,
)

logger = logging.getLogger(__name__)


class PhotoFile(WagtailImageFieldFile):
    """Whatever way a file comes in: its master goes to private storage, and what is shown of it is sanitised."""

    def save(self, name, content, save=True):
        """Store both. Raises what the storages raise; neither of the two files is left then."""
        photo = self.instance
        clean = sanitised(content, name)
        photo.perceptual_hash, photo.placeholder = perceptual_hash(clean), placeholder(clean)
        photo.keep_master(name, content)
        try:
            super().save(clean.name, clean, save=False)
        except Exception:
            photo.master.delete(save=False)
            raise
        photo.file_size = clean.size
        photo.new_files = [photo.master, self]
        if save:
            photo.save()

    def get_image_dimensions(self):
        """Of a file that is lost, what the row says: its words can still be changed."""
        try:
            return self.measured()
        except OSError:
            logger.warning("The file of photo %s is lost or damaged: %s", self.instance.pk, self.name)
            return self.instance.width, self.instance.height

    def measured(self):
        close = self.closed
        self.open()
        try:
            return upright_size(self)
        finally:
            if close:
                self.close()
            else:
                self.seek(0)


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
        _("data mining"),
        max_length=30,
        choices=DataMining.choices,
        default=DataMining.NO_AI,
        help_text=_("What the people shown did not agree to, no size allows, whatever is chosen here."),
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
    # What the people listed did not agree to, kept by releases/consent.py: settle. Nobody listed: nothing is known.
    not_for_social_media = models.BooleanField(default=False, editable=False)
    not_for_machine_learning = models.BooleanField(default=False, editable=False)
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
        # The library finds by how words begin, in these as in the title.
        *map(index.AutocompleteField, ("caption", "credit", "photographer", "alt_text")),
        index.FilterField("credit"),
        index.FilterField("alt_text"),
        index.FilterField("caption"),
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

    new_files: list = []  # stored for a row that has not come yet

    def save(self, *args, **kwargs):
        """Store a file that was assigned, then the row. Where the row cannot be stored, no file stays behind."""
        if self.file and not self.file._committed:  # ty: ignore[missing-attribute] - Django's FieldFile has it
            self.take_in()
        try:
            super().save(*args, **kwargs)
        except Exception:
            for file in self.new_files:
                file.storage.delete(file.name)
            raise
        finally:
            self.new_files = []

    def is_stored_locally(self):
        """Whether there is a file to look for on this machine: of an erased photo there is none."""
        return bool(self.file) and super().is_stored_locally()

    @property
    def has_file(self):
        """Whether there is a file to show. A storage elsewhere is not asked, and one that just comes in is there."""
        file: Any = self.file
        if not file or not file._committed or not self.is_stored_locally():
            return bool(file)
        return file.storage.exists(file.name)

    def take_in(self):
        """Store the file that was assigned, as master and as what is shown. Raises what the storages raise."""
        self.file.save(str(self.file.name), self.file.file, save=False)

    def keep_master(self, name, content):
        """Store an untouched file privately and note what it says of itself. Nobody chooses or guesses its name.

        Args:
            name: what the file is called; only the ending is taken over.
            content: an open file with a picture that Pillow can read.
        """
        self.found = found_in(content, type(self))
        self.file_hash = hash_filelike(content)  # of the master: two photos are the same when their masters are
        content.seek(0)
        self.credential_state, self.credential_report = credentials.read(content.read(), name)
        content.seek(0)
        self.master.save(f"{uuid4()}{PurePath(name).suffix.lower()[:5]}", File(content), save=False)

    def get_upload_to(self, filename):
        """Where the file that is shown is stored. Every size is named after it, and cameras and senders name people."""
        return f"original_images/{uuid4()}{PurePath(filename).suffix.lower()[:5]}"

    def generate_rendition_file(self, filter, *, source=None):
        """Make one size, labelled and signed. Its name changes with both: browsers keep what they have for a year.

        Of a photo that is withheld none is ever made: Wagtail then treats its file as lost.
        """
        if self.is_withheld:
            raise SourceImageIOError(_("This photo may not be shown."))
        file = super().generate_rendition_file(HouseFilter(filter.spec), source=source)  # ty: ignore[invalid-argument-type]
        stem, _dot, ending = str(file.name).rpartition(".")
        file.name = f"{stem}.{label.mark(self)}.{ending}"
        return signed_rendition(file, self)

    def create_renditions(self, *filters):
        """One size after the other. Wagtail makes three at once, each with the whole photo in memory."""
        return {filter: self.create_rendition(filter) for filter in filters}

    def fill_in_from_file(self):
        """Take over what the file says of itself, wherever nobody has written anything."""
        for name, text in self.found.get("says", {}).items():
            if not getattr(self, name):
                field = self._meta.get_field(name)
                setattr(self, name, field.to_python(text))  # ty: ignore[missing-union-attribute] - a column

    @property
    def words_in_file(self):
        """What the file said of itself, as [(name of the field, text)]."""
        fields = {field.name: field for field in self._meta.fields}
        return [
            (fields[name].verbose_name, dict(fields[name].flatchoices).get(text, text))
            for name, text in self.found.get("says", {}).items()
        ]

    @property
    def carried_in_file(self):
        """The private things that were in the file, in words."""
        return get_text_list([str(Carried(what).label) for what in self.found.get("carried", [])], _("and"))

    def _set_file_hash(self):
        # Wagtail's forms would take it of the sanitised file.
        with self.master.open("rb") as file:
            self.file_hash = hash_filelike(file)

    @property
    def credentials_in_words(self):
        return credentials.in_words(self.credential_state, self.credential_report)

    @property
    def default_alt_text(self):
        """The alt text itself or nothing: a file name or title read aloud helps nobody."""
        return self.alt_text

    @property
    def is_withheld(self):
        """Whether the people shown do not agree, or the licence is over: such a photo is shown nowhere."""
        return bool(self.release_state in OVER or self.licence_is_over or self.withheld_at or self.erased_at)

    @property
    def licence_is_over(self):
        return self.licence_ends_on is not None and self.licence_ends_on < today()

    @property
    def data_mining_told(self):
        """What published sizes say of it: never more than the people shown agreed to."""
        may_be_learned_from = self.data_mining in (DataMining.UNSPECIFIED, DataMining.ALLOWED)
        return DataMining.NO_AI if may_be_learned_from and self.not_for_machine_learning else self.data_mining

    @property
    def is_made_with_ai(self):
        return self.digital_source_type in MADE_WITH_AI

    @property
    def ai_label(self):
        """What readers are told wherever they see the picture (EU AI Act, article 50); empty for all others."""
        if not self.is_made_with_ai:
            return ""
        return _("Made by AI") if self.digital_source_type == DigitalSourceType.AI else _("With parts made by AI")

    @property
    def pledged_by(self):
        """Who gives their name for it that nothing was retouched; empty where nobody does."""
        return self.retouching_declared_by.strip() if self.retouching == Retouching.NONE else ""

    @property
    def declarations(self):
        """What readers are told of how the picture came to be, as [(kind, words)]: "ai", "retouched", "pledge".

        Of crop and tone only nothing is said: every photograph has both.
        """
        told = [("ai", self.ai_label)]
        if self.retouching == Retouching.RETOUCHED:
            told.append(("retouched", f"{_('Retouched.')} {self.retouching_note}".strip()))
        if self.pledged_by:
            told.append(("pledge", _("Not retouched, says %(name)s") % {"name": self.pledged_by}))
        return [(kind, words) for kind, words in told if words]

    @property
    def warning(self):
        """What readers are told before they see a veiled photo; empty for one that is shown at once."""
        return WARNINGS.get(self.sensitivity, "")

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

    @property
    def attrs_dict(self):
        """Where Wagtail found nothing to show, a picture that says why, in place of an address that leads nowhere."""
        if self.file.name != "not-found":
            return super().attrs_dict
        return no_picture(_("Hidden") if self.image.is_withheld else _("File missing"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="photos_rendition_unique")
        ]
