"""What a new story can begin with: the blocks of such a story in the order of its telling, for the writer to fill in.

There are headings but no sentences: whatever a template said could go out unread.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from wagtail.blocks import StreamValue

from .models import ArticlePage


@dataclass(frozen=True)
class StoryTemplate:
    """
    Attributes:
        body: (block, value) pairs; values say only what differs from an empty block.
    """

    label: Any
    description: Any
    kicker: Any
    body: list[tuple[str, Any]]

    @property
    def blocks(self):
        stream = ArticlePage.body.field.stream_block
        return StreamValue(stream, [(name, filled_in(stream.child_blocks[name], value)) for name, value in self.body])

    @property
    def as_json(self):
        """What articles/js/begin_with.js puts into the form."""
        body = ArticlePage.body.field.stream_block.get_form_state(self.blocks)
        return json.dumps({"kicker": self.kicker, "body": body}, cls=DjangoJSONEncoder)


def heading(text):
    return ("heading", {"text": text})


TEMPLATES = {
    "treatment-review": StoryTemplate(
        _("Treatment review"),
        _("Tried by the writer, put in place by experts: what it does, what it costs, who should not have it."),
        _("Tried"),
        [
            ("paragraph", ""),
            ("key_points", {}),
            heading(_("What is it?")),
            ("statement", {}),
            heading(_("What happened to me?")),
            ("experience", {}),
            ("before_after", {}),
            heading(_("What does the evidence say?")),
            ("statement", {}),
            heading(_("Who should not have it?")),
            ("paragraph", ""),
            ("source_list", {}),
        ],
    ),
    "product-test": StoryTemplate(
        _("Product test"),
        _("Several products, one test, the same for all: how it was done, what came of it, and who it is for."),
        _("Tested"),
        [
            ("paragraph", ""),
            heading(_("How did we test?")),
            ("paragraph", ""),
            heading(_("Which one won?")),
            ("products", {}),
            ("experience", {}),
            ("gallery", {}),
            heading(_("What is in it?")),
            ("statement", {}),
            ("key_points", {}),
            ("source_list", {}),
        ],
    ),
    "expert-explains": StoryTemplate(
        _("An expert explains"),
        _("One question, one or two people who know, and the answers readers take away."),
        _("Explained"),
        [
            ("key_points", {}),
            ("paragraph", ""),
            ("statement", {}),
            heading(_("Why is that so?")),
            ("statement", {}),
            ("question_answer", {}),
            ("question_answer", {}),
            ("source_list", {}),
        ],
    ),
    "routine": StoryTemplate(
        _("Routine"),
        _("What to do in which order, morning or evening, and why each step is there."),
        _("Routine"),
        [
            ("paragraph", ""),
            heading(_("What comes first?")),
            ("paragraph", ""),
            heading(_("What comes next?")),
            ("paragraph", ""),
            ("photo", {}),
            heading(_("What can you leave out?")),
            ("statement", {}),
            ("callout", {}),
            ("source_list", {}),
        ],
    ),
}


def filled_in(block, value):
    """An empty block of the editor, but for what the template says."""
    return block.normalize({**block.get_default(), **value} if isinstance(value, dict) else value)
