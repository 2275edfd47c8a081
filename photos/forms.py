import logging
from contextlib import suppress
from functools import partial

from PIL import Image

from django.core.exceptions import ValidationError
from django.forms import TypedChoiceField, URLField
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from . import heic
from .ingest import moves
from .replacing import become_a_replacement

logger = logging.getLogger(__name__)

# Their decoders hold a picture several times over. Measured with Pillow 13: WebP takes 15 bytes a pixel, AVIF 9 with
# eight bits and more with ten; JPEG, PNG and HEIC at most 5.
MOST_PIXELS = {"webp": 16_000_000, "avif": 16_000_000}

NOT_STORED = _(
    "The storage for photos is full or out of reach, so nothing of this file was kept. What you wrote is still here: "
    "choose the file again in a few minutes, and tell your administrator if it goes on."
)


class PhotoField(WagtailImageField):
    """Takes only pictures that are whole and stand still.

    Wagtail 8.0.1 reads no further than the header: a truncated or bomb-like file then ends in a server error.
    """

    default_error_messages = {
        "invalid_image": _(
            "This file is not an image, or it is damaged, so nothing was stored. Choose another, or export it again."
        ),
        "damaged": _(
            "This file is damaged or is not a photo, so nothing was stored. Export it again as a JPEG or PNG and retry."
        ),
        "too_large": _(
            "In the format %(format)s the house takes photos of up to %(most)d megapixels, and this one has more, so "
            "nothing was stored. Export it as a JPEG: there is room for 64."
        ),
        "moving": _(
            "This picture moves, and readers could not stop it. Nothing was stored: upload one frame as a JPEG or PNG."
        ),
    }

    def to_python(self, data):
        try:
            checked = super().to_python(data)
            if checked:
                self.read_through(checked)
            return checked
        except ValidationError as refusal:
            if refusal.code == "invalid_image" and self.is_moving(data):  # Willow knows no moving PNG
                raise ValidationError(self.error_messages["moving"], code="moving") from refusal
            if refusal.code == "invalid_image_known_format" and self.is_writing(data):
                raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from refusal
            raise
        except Exception as error:  # a hostile file can raise anything inside a decoder
            raise ValidationError(self.error_messages["damaged"], code="damaged") from error

    def check_image_pixel_size(self, f):
        """By the header. Wagtail has the whole picture decoded to learn its size, before it can be found too large."""
        try:
            f.seek(0)
            with Image.open(f.file) as image:
                pixels = image.width * image.height
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):  # more than even Pillow opens
            return super().check_image_pixel_size(f)
        if pixels > self.max_image_pixels:
            counts = {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels}
            raise ValidationError(self.error_messages["file_too_many_pixels"] % counts, code="file_too_many_pixels")
        most = MOST_PIXELS.get(f.image.format_name)
        if most and pixels > most:
            words = {"format": f.image.format_name.upper(), "most": most // 1_000_000}
            raise ValidationError(self.error_messages["too_large"] % words, code="too_large")

    def is_writing(self, upload):
        """Whether a file is a page or script: Willow takes whatever begins with a tag for a drawing."""
        upload.seek(0)
        start = upload.read(1024).lower()
        return b"<svg" not in start and start.lstrip().startswith(b"<")

    def is_moving(self, upload):
        with suppress(Exception):  # whatever it is, it is refused already
            upload.seek(0)
            with Image.open(upload) as image:
                return moves(image)
        return False

    def read_through(self, upload):
        """Decode the whole picture once. Raises whatever the decoder raises on a bad file."""
        upload.seek(0)
        with Image.open(upload.file) as image:
            if moves(image):
                raise ValidationError(self.error_messages["moving"], code="moving")
            if image.format != "HEIF":
                # JPEG decoders can do this at an eighth of the size: every byte is still read.
                image.draft(None, (1, 1))
                image.load()
        if image.format == "HEIF":
            heic.read_through(upload.file)
        upload.seek(0)


class PhotoForm(BaseImageForm):
    """The form of every photo upload and edit, in the library and in the choosers."""

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {
            "caption": AdminAutoHeightTextInput,
            "long_description": AdminAutoHeightTextInput,
            "usage_terms": AdminAutoHeightTextInput,
            "taken_on": AdminDateInput,
            "licence_ends_on": AdminDateInput,
        }
        field_classes = {"licence_url": partial(URLField, assume_scheme="https")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.original_file = None  # Wagtail deletes it once there is another; here the photo it belongs to goes on
        # Wagtail puts its own field in by name and asks nobody; a declared field would stay in the forms
        # that leave the file out.
        if plain := self.fields.get("file"):
            self.fields["file"] = PhotoField(label=plain.label, required=plain.required, widget=plain.widget)
        # The multiple uploader asks these afterwards. Were they required, it would park the file as it came.
        for name in ("release_state", "retouching", "data_mining"):
            field = self.fields.get(name)
            if isinstance(field, TypedChoiceField):
                field.required = False
                field.empty_value = field.initial

    def _post_clean(self):
        """Store the file while the form can still say that it failed, and take over what the file says of itself.

        Another file makes another photo: a live page would show it at once.
        """
        super()._post_clean()  # ty: ignore[missing-attribute] - Django's ModelForm has it
        if "file" in self.changed_data and not self.errors:
            try:
                self.instance.take_in()
            except Exception:
                logger.exception("An uploaded photo could not be stored.")
                self.add_error("file", ValidationError(NOT_STORED, code="not_stored"))
            else:
                if self.instance.pk:
                    become_a_replacement(self.instance, self.changed_data)
                self.instance.fill_in_from_file()
