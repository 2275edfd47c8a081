"""Which blocks make a body."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from .parts import PARAGRAPH_FEATURES
from .people import ExperienceBlock, StatementBlock
from .photos import BeforeAfterBlock, GalleryBlock, ReviewerPhotoBlock, StoryEmbedBlock
from .products import ProductBlock, ProductListBlock
from .sources import SourceListBlock
from .text import CalloutBlock, HeadingBlock, KeyPointsBlock, PullQuoteBlock, QuestionAnswerBlock, TreatmentWarningBlock


class ArticleBody(blocks.StreamBlock):
    """Every kind of block a story may use, in the order the picker shows them."""

    paragraph = blocks.RichTextBlock(
        features=PARAGRAPH_FEATURES,
        icon="pilcrow",
        label=_("Text"),
        description=_("Paragraphs, lists and small headings. Mark “Dr … points out” as an attribution."),
        template="articles/blocks/paragraph.html",
        preview_value=_("<p>Skin remembers every late night, and forgives more of them than we deserve.</p>"),
        group=_("Text"),
    )
    heading = HeadingBlock()
    statement = StatementBlock()
    experience = ExperienceBlock()
    photo = ReviewerPhotoBlock()
    before_after = BeforeAfterBlock()
    gallery = GalleryBlock()
    key_points = KeyPointsBlock()
    question_answer = QuestionAnswerBlock()
    pull_quote = PullQuoteBlock()
    callout = CalloutBlock()
    embed = StoryEmbedBlock()
    source_list = SourceListBlock()
    treatment_warning = TreatmentWarningBlock()
    product = ProductBlock()
    products = ProductListBlock()

    class Meta:
        required = False
        block_counts = {"treatment_warning": {"max_num": 1}}


class NeutralBody(ArticleBody):
    """What somebody else may pay for: nothing in it speaks for a source, proves a result by two photos, or says that
    the desk has tried a product."""

    statement = None
    pull_quote = None
    before_after = None
    product = None
    products = None
