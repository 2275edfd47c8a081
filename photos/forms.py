from io import BytesIO

from PIL import Image

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .ingest import moves, sanitised, taken_on


class PhotoField(WagtailImageField):
    """Takes only pictures that are whole and stand still, and hands them on sanitised.

    Wagtail 8.0.1 reads no further than the header: a truncated or bomb-like file then ends in a server error.
    """

    default_error_messages = {
        "damaged": _(
            "This file is damaged or is not a photo, so nothing was stored. Export it again as a JPEG or PNG and retry."
        ),
        "moving": _(
            "This picture moves, and readers could not stop it. Nothing was stored: upload one frame as a JPEG or PNG."
        ),
    }

    def to_python(self, data):
        try:
            checked = super().to_python(data)
            return checked and self.readable(checked)
        except ValidationError:
            raise
        except Exception as error:  # a hostile file can raise anything inside a decoder
            raise ValidationError(self.error_messages["damaged"], code="damaged") from error

    def readable(self, upload):
        """Return the upload sanitised, with `taken_on`. Raises whatever the decoder raises on a bad file."""
        upload.seek(0)
        content = BytesIO(upload.read())
        with Image.open(content) as image:
            if moves(image):
                raise ValidationError(self.error_messages["moving"], code="moving")
            # JPEG decoders can do this at an eighth of the size: every byte is still read.
            image.draft(None, (1, 1))
            image.load()
        clean = sanitised(content, upload.name)
        checked = SimpleUploadedFile(clean.name, clean.read(), upload.content_type)
        checked.taken_on = taken_on(content)
        return checked


class PhotoForm(BaseImageForm):
    """The form of every photo upload and edit, in the library and in the choosers."""

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {
            "caption": AdminAutoHeightTextInput,
            "long_description": AdminAutoHeightTextInput,
            "taken_on": AdminDateInput,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Wagtail puts its own field in by name and asks nobody; a declared field would stay in the forms
        # that leave the file out.
        if plain := self.fields.get("file"):
            self.fields["file"] = PhotoField(label=plain.label, required=plain.required, widget=plain.widget)
        # The multiple uploader asks these afterwards. Were they required, it would park the file as it came.
        for name in self.fields.keys() & {"release_state", "retouching"}:
            self.fields[name].required = False
            self.fields[name].empty_value = self.fields[name].initial

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("file")
        if not cleaned.get("taken_on") and getattr(upload, "taken_on", None):
            cleaned["taken_on"] = upload.taken_on
        return cleaned
