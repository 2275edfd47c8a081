"""Stories as plain Markdown, for programs that read along: what their page says, made from the very same templates.

Off until the magazine switches it on. docs/decisions/0037-markdown-twins.md.
"""

import re

from bs4 import BeautifulSoup, NavigableString
from bs4.element import PreformattedString

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import conditional_page, require_safe

from wagtail.models import Site

from .addresses import story_with_path
from .models import MagazineSettings

# What a page has for eyes and hands, or says to them twice.
UNSAID = "script, template, button, dialog, output, iframe, svg, img.placeholder, .back-to-text, .visually-hidden"
BLOCKS = {
    *("article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "nav", "ol", "p", "section", "summary", "ul"),
}
MARKS = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "del": "~~"}
SPECIAL = re.compile(r"([\\`*_\[\]<>~])|&(?=\w+;|#)")
AT_BEGINNING = re.compile(r"^(\d+)?([#+.)=-])", re.MULTILINE)
LINE_BEGINS = re.compile(r"(?<=\n)(?=[^\n])")
SPACES = re.compile(r"\s+")
IN_LINKS = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})


@require_safe
@conditional_page
def twin(request, path):
    """The story whose page is in this folder. 404 where there is none, or the magazine does not offer it."""
    story = story_with_path(f"/{path}", request) if MagazineSettings.for_request(request).offers_markdown else None
    if story is None:
        raise Http404
    html = render_to_string("home/story_as_text.html", story.get_context(request), request)
    text = markdown(html, Site.find_for_request(request).root_url)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Link"] = f'<{story.get_full_url(request)}>; rel="canonical"'
    response.headers["X-Robots-Tag"] = "noindex"  # search engines list the page itself
    return response


def markdown(html, root):
    """HTML of ours as CommonMark, with full addresses.

    Args:
        root: where addresses begin that have no host.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(UNSAID):
        element.decompose()
    return "\n\n".join(parts(soup, root)) + "\n"


def parts(element, root):
    """What is in an element as a list of blocks of Markdown."""
    found, line = [], ""
    for child in element.children:
        if child.name in BLOCKS:
            found += [paragraph(line), *block(child, root)]
            line = ""
        else:
            line += inline(child, root)
    return [each for each in [*found, paragraph(line)] if each]


def paragraph(text):
    text = "\\\n".join(SPACES.sub(" ", line).strip() for line in text.split("\\\n"))
    return AT_BEGINNING.sub(r"\1\\\2", text)


def block(element, root):
    inside = parts(element, root)
    if element.name[0] == "h" and element.name[1:].isdigit():
        return [f"{'#' * int(element.name[1:])} {' '.join(inside)}"] if inside else []
    if element.name in ("ul", "ol"):
        items = [parts(item, root) for item in element.find_all("li", recursive=False)]
        first = int(element.get("start", 1))
        marks = [f"{n}. " if element.name == "ol" else "- " for n in range(first, first + len(items))]
        return ["\n".join(indented(mark, item) for mark, item in zip(marks, items, strict=True) if item)]
    if element.name == "dl":
        rows = [(paragraph(term.get_text()), parts(term.find_next("dd"), root)) for term in element.find_all("dt")]
        return ["\n".join(f"- {term}: {' '.join(told)}" for term, told in rows)]
    if element.name == "figcaption" and (spans := element.find_all("span", recursive=False)):
        line = " · ".join(paragraph(inline(span, root)) for span in spans)
        for span in spans:
            span.decompose()
        return [line, *parts(element, root)]
    if element.name == "blockquote":
        return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inside).split("\n"))] if inside else []
    return inside


def indented(mark, blocks):
    return mark + LINE_BEGINS.sub(" " * len(mark), "\n\n".join(blocks))


def inline(node, root):
    if isinstance(node, PreformattedString):  # comments and the like
        return ""
    if isinstance(node, NavigableString):
        return SPECIAL.sub(r"\\\g<0>", SPACES.sub(" ", node))
    inside = "".join(inline(child, root) for child in node.children)
    if node.name == "br":
        return "\\\n"
    if node.name == "img":
        return f"![{inline(NavigableString(node.get('alt', '')), root)}]({full(node.get('src', ''), root)})"
    if node.name == "a" and inside.strip() and not node.get("href", "#").startswith("#"):
        return enclosed(inside, "[", f"]({full(node['href'], root)})")
    mark = MARKS.get(node.name, "")
    return enclosed(inside, mark, mark) if mark and inside.strip() else inside


def enclosed(inside, opening, closing):
    """What is in an element between the signs for it; spaces at its ends stay outside, or words would run together."""
    words = inside.strip()
    before, _words, after = inside.partition(words)
    return f"{before}{opening}{words}{closing}{after}"


def full(address, root):
    return (root + address if address.startswith("/") else address).translate(IN_LINKS)
