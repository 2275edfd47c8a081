"""What a block chooses: people, photos, sources, treatments and products of the house."""

from django.core.exceptions import ValidationError

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from accounts.house_rows import is_for_everybody, once_each
from photos.renditions import with_sizes


class AlreadyFoundBlock(blocks.ChooserBlock):
    """A chooser whose choice was looked up when the value was made. Wagtail looks it up again to validate it, with a
    query for each block; and the gate validates on every path."""

    def clean(self, value):
        if value is None and self.required:
            raise ValidationError(self.field.error_messages["required"], code="required")
        return value

    def bulk_to_python(self, values):
        """As Wagtail does, but that pages for everybody share what they show."""
        if not is_for_everybody():
            return super().bulk_to_python(values)
        found = once_each(self.model_class, {*values} - {None}, self.read)
        return [found.get(value) for value in values]

    def read(self, ids):
        return self.model_class.objects.in_bulk(ids)

    def render_basic(self, value, context=None):
        """For a comparison of versions, which says “None” otherwise."""
        return "" if value is None else super().render_basic(value, context)


class PersonChooserBlock(AlreadyFoundBlock, blocks.PageChooserBlock):
    pass


class PhotoChooserBlock(AlreadyFoundBlock, ImageChooserBlock):
    def bulk_to_python(self, values):
        if not is_for_everybody():
            return super().bulk_to_python(values)
        found = with_sizes({*values} - {None})
        return [found.get(value) for value in values]


class TreatmentChooserBlock(AlreadyFoundBlock, SnippetChooserBlock):
    pass


class SourceChooserBlock(AlreadyFoundBlock, SnippetChooserBlock):
    pass


class ProductChooserBlock(AlreadyFoundBlock, SnippetChooserBlock):
    pass
