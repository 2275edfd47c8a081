"""What can be read of a piece of HTML: the lines a reader sees, without pictures and whatever is not shown."""

from html.parser import HTMLParser

BLOCKS = {
    *("p", "div", "section", "aside", "article", "header", "footer", "figure", "figcaption", "blockquote", "br", "hr"),
    *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "details", "summary"),
}
NOT_SHOWN = {"script", "style", "svg", "picture", "template", "button"}


def lines_in(html):
    """Return the lines of text in HTML that our own templates have made, without empty ones."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split(_Reader.BREAK))
    return [line for line in lines if line]


class _Reader(HTMLParser):
    BREAK = "\x1e"  # ASCII's record separator

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in NOT_SHOWN
        if tag in BLOCKS:
            self.pieces.append(self.BREAK)

    def handle_endtag(self, tag):
        self.hidden -= tag in NOT_SHOWN and self.hidden > 0
        if tag in BLOCKS:
            self.pieces.append(self.BREAK)

    def handle_data(self, data):
        if not self.hidden:
            self.pieces.append(data.replace(self.BREAK, " "))
