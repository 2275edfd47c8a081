"""Reads demo/content/ and turns its plain words into what pages and blocks take.

The content is TOML, so that a story reads like a story. People, photos, treatments and pages are named by key.
In running text, `<a person="fern">` marks who says it, `<a photo="foam">` points to a photo of the same story and
`<a page="contact">` to a standing page; paragraphs are separated by an empty line.
"""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from articles.blocks.choosers import ProductChooserBlock

FOLDER = Path(__file__).parent / "content"
KEYED_LINK = re.compile(r'<a (person|photo|page)="([^"]+)">')


def read(name):
    """The content of one file, e.g. read("people")."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_all(folder):
    """The content of every file of a folder, by file name without its ending, in the order of the names."""
    return {path.stem: read(f"{folder}/{path.stem}") for path in sorted((FOLDER / folder).glob("*.toml"))}


def span(words):
    """The length of "9 hours"."""
    number, unit = words.split()
    return timedelta(**{unit: int(number)})


def age(words):
    """How long ago "9 hours ago" is."""
    return span(words.removesuffix(" ago"))


def day(words):
    """The date of "34 days ago"; None for no words."""
    return (timezone.localtime() - age(words)).date() if words else None


class Cast:
    """Everything that stories name by key: dicts of saved objects."""

    def __init__(self, *, people, photos, treatments, products, pages):
        self.people, self.photos, self.pages = people, photos, pages
        self.treatments, self.products = treatments, products

    def rich_text(self, words):
        """Database HTML from running text with keys in it."""
        linked = KEYED_LINK.sub(self._link, words.strip())
        paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", linked))
        return "".join(part if part.startswith("<ul>") else f"<p>{part}</p>" for part in paragraphs)

    def _link(self, match):
        kind, key = match.groups()
        named = {"person": self.people, "photo": self.photos, "page": self.pages}[kind]
        return f'<a linktype="{kind}" id="{named[key].pk}">'

    def body(self, stream_block, parts):
        """A stream's value from a list of one-entry dicts, each a block's name and its content."""
        return [
            (name, self.value(stream_block.child_blocks[name], content))
            for part in parts
            for name, content in part.items()
        ]

    def value(self, block, content):
        """What a block takes, from its content in TOML. Raises KeyError for a key that names nothing."""
        if isinstance(block, blocks.StructBlock):
            return {name: self.value(block.child_blocks[name], child) for name, child in content.items()}
        if isinstance(block, blocks.ListBlock):
            return [self.value(block.child_block, child) for child in content]
        return self.leaf(block, content)

    def leaf(self, block, content):
        converters = {
            blocks.RichTextBlock: self.rich_text,
            blocks.DateBlock: day,
            blocks.PageChooserBlock: self.people.__getitem__,
            ImageChooserBlock: self.photos.__getitem__,
            ProductChooserBlock: self.products.__getitem__,
            SnippetChooserBlock: self.treatments.__getitem__,
        }
        for kind, convert in converters.items():
            if isinstance(block, kind):
                return convert(content)
        return content
