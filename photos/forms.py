from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class PhotoField(WagtailImageField):
    """Wagtail's image field, which also refuses files whose pixels cannot be read.

    Plain Wagtail 8.0.1 opens only the header: a truncated or bomb-like file then ends in a server error.
    """

    def to_python(self, data):
        try:
            checked = super().to_python(data)
            if checked is not None:
                checked.image.image.load() if hasattr(checked.image, "image") else None
        except ValidationError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile file can raise anything inside the decoder
            raise ValidationError(
                _("This file is damaged or is not a photo. Nothing was stored: please export it again and retry."),
                code="invalid_image",
            ) from error
        return checked


class PhotoForm(BaseImageForm):
    """The form of every photo upload and edit in the admin."""
