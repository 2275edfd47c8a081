"""What the blocks have in common: their fields, and how they refuse."""

import re

from django.core.exceptions import ValidationError

from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

PLAIN_FEATURES = ["accessible-name", "bold", "italic", "link"]
INLINE_FEATURES = [*PLAIN_FEATURES, "attribution", "source-reference"]
PARAGRAPH_FEATURES = [*INLINE_FEATURES, "h3", "ol", "ul", "photo-reference"]

QUOTATION_MARKS = re.compile(r"[\"“”„«»]")


class Choice(blocks.ChoiceBlock):
    """A choice whose label is for the desk: readers neither read it nor find a story by it."""

    def get_searchable_content(self, value):
        return []


class CheckedBlock(blocks.StructBlock):
    """A block with rules of its own, told together with those of its fields once the story is submitted."""

    def refusals(self, value):
        """Return what the desk must not get, as a dict of field names and messages."""
        raise NotImplementedError

    def clean(self, value):
        own = {} if self.is_deferred_validation else self.refusals(value)
        errors = {name: ValidationError(message) for name, message in own.items()}
        try:
            cleaned = super().clean(value)
        except StructBlockValidationError as error:
            raise StructBlockValidationError(errors | error.block_errors, error.non_block_errors) from error
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned


class IntroducingValue(blocks.StructValue):
    """Words of somebody whom the page names beside them.

    Attributes:
        is_later: whether readers have met the person further up, with full name and credentials, and are shown the
            short form here. articles/mentions.py sets it for a whole body.
    """

    is_later = False

    @property
    def shown_person(self):
        """The person named beside the words, or None."""
        return self.get("person")
