"""The blocks of the front page and of standing pages."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError


class FrontSections(blocks.StreamBlock):
    """What stands on the front page below its first stories, in the editor's order."""

    river = blocks.PageChooserBlock(
        page_type="articles.TopicPage",
        icon="list-ul",
        label=_("River"),
        description=_("The newest stories of a topic that do not stand further up."),
        help_text=_("A topic with nothing left to show is left out."),
    )
    picks = blocks.StaticBlock(
        icon="pick",
        label=_("Editor’s picks of comments"),
        description=_("What moderators picked last, quoted with a link to the story."),
        admin_text=_("The three comments that were picked last. They are picked in the moderators’ queue."),
    )
    helpful = blocks.StaticBlock(
        icon="comment",
        label=_("Most helpful comments"),
        description=_("What readers found most helpful below the stories on this page."),
        admin_text=_("The comments that most readers called helpful, below the stories on this page."),
    )

    class Meta:
        required = False
        block_counts = {"picks": {"max_num": 1}, "helpful": {"max_num": 1}}

    def clean(self, value):
        cleaned = super().clean(value)
        topics = [child.value.pk for child in cleaned if child.block_type == "river" and child.value]
        if len(topics) > len(set(topics)):
            raise StreamBlockValidationError(non_block_errors=[ValidationError(_("Each topic has one river only."))])
        return cleaned


class StandingBody(blocks.StreamBlock):
    """The few parts that a standing page needs."""

    heading = blocks.CharBlock(
        icon="title",
        label=_("Heading"),
        template="home/blocks/heading.html",
        preview_value=_("How we correct mistakes"),
    )
    paragraph = blocks.RichTextBlock(
        icon="pilcrow",
        label=_("Text"),
        features=["bold", "italic", "h3", "ol", "ul", "link"],
        template="home/blocks/paragraph.html",
        preview_value=_("<p>Tell us what is wrong and we will look at it the same day.</p>"),
    )

    class Meta:
        required = False
