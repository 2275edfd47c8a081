from functools import partial
from io import BytesIO

from PIL import Image

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import TypedChoiceField, URLField
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .ingest import moves, sanitised, taken_on


class SanitisedUpload(SimpleUploadedFile):
    """An upload in which nothing private is left, and the day its camera gave, if it did."""

    def __init__(self, file, content_type, taken_on):
        super().__init__(file.name, file.read(), content_type)
        self.taken_on = taken_on


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
        """Return a SanitisedUpload. Raises whatever the decoder raises on a bad file."""
        upload.seek(0)
        content = BytesIO(upload.read())
        with Image.open(content) as image:
            if moves(image):
                raise ValidationError(self.error_messages["moving"], code="moving")
            # JPEG decoders can do this at an eighth of the size: every byte is still read.
            image.draft(None, (1, 1))
            image.load()
        return SanitisedUpload(sanitised(content, upload.name), upload.content_type, taken_on(content))


class PhotoForm(BaseImageForm):
    """The form of every photo upload and edit, in the library and in the choosers."""

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {
            "caption": AdminAutoHeightTextInput,
            "long_description": AdminAutoHeightTextInput,
            "taken_on": AdminDateInput,
        }
        field_classes = {"licence_url": partial(URLField, assume_scheme="https")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Wagtail puts its own field in by name and asks nobody; a declared field would stay in the forms
        # that leave the file out.
        if plain := self.fields.get("file"):
            self.fields["file"] = PhotoField(label=plain.label, required=plain.required, widget=plain.widget)
        # The multiple uploader asks these afterwards. Were they required, it would park the file as it came.
        for name in ("release_state", "retouching"):
            field = self.fields.get(name)
            if isinstance(field, TypedChoiceField):
                field.required = False
                field.empty_value = field.initial

    def clean(self):
        super().clean()
        upload = self.cleaned_data.get("file")
        if isinstance(upload, SanitisedUpload) and not self.cleaned_data.get("taken_on"):
            self.cleaned_data["taken_on"] = upload.taken_on
        return self.cleaned_data
