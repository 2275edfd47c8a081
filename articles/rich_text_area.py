from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor of rich text, for a server with threads.

    Wagtail 8.0 has one parser for everybody who opens a form at the same moment, and so gives an error or mixes their
    texts (https://github.com/wagtail/wagtail/issues/14573).
    """

    def format_value(self, value):
        html = super(DraftailRichTextArea, self).format_value(value) or ""
        return ContentstateConverter(self.features).from_database_format(html)
