"""Where the facts come from."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from sources.identifiers import doi_in
from sources.vocabulary import SourceKind

from .choosers import SourceChooserBlock
from .parts import CheckedBlock, Choice

SOURCE_SHOWN = ["kind", "title", "authors", "publisher", "year", "doi", "address", "accessed_on", "retracted_on"]


class SourceValue(blocks.StructValue):
    number: int | None = None  # both by articles/references.py
    places: list[str] = []

    @property
    def shown(self):
        """What readers see, by the names of Source: what was chosen wins over what was typed."""
        if source := self.get("source"):
            return {name: getattr(source, name) for name in SOURCE_SHOWN}
        typed = {name: self.get(name) for name in ("kind", "title", "publisher", "year")}
        typed["doi"] = doi_in(self.get("url") or "")
        return typed | {"authors": "", "address": self.get("url"), "accessed_on": None, "retracted_on": None}


class SourceBlock(CheckedBlock):
    """One row: a source that the house keeps, or what is typed here."""

    source = SourceChooserBlock(
        "sources.Source",
        required=False,
        label=_("Source"),
        help_text=_("One that the house keeps: it is cited the same in every story. Then leave the rest empty."),
    )
    kind = Choice(choices=SourceKind.choices, default=SourceKind.PAPER, label=_("Kind"))
    title = blocks.CharBlock(required=False, max_length=300, label=_("Title"), default="")
    publisher = blocks.CharBlock(required=False, max_length=200, label=_("Author or publisher"), default="")
    year = blocks.CharBlock(required=False, max_length=20, label=_("Year"), default="")
    url = blocks.URLBlock(required=False, label=_("Address"))

    class Meta:
        icon = "doc-full"
        label = _("Source")
        label_format = "{source} {title}"
        value_class = SourceValue

    def refusals(self, value):
        if value.get("source") or value.get("title"):
            return {}
        return {"title": _("Choose a source above, or type its title.")}

    def get_searchable_content(self, value):
        shown = value.shown
        return [str(shown[name]) for name in ("title", "authors", "publisher") if shown[name]]


class SourceListBlock(blocks.StructBlock):
    """Where the facts come from."""

    sources = blocks.ListBlock(SourceBlock(), min_num=1, label=_("Sources"))

    class Meta:
        icon = "doc-full"
        label = _("Source list")
        description = _("Papers, notices, labels and interviews behind the story, numbered.")
        template = "articles/blocks/source_list.html"
        label_format = _("Source list")
        group = _("Text")
        preview_value = {
            "sources": [
                {
                    "kind": SourceKind.OFFICIAL,
                    "title": _("A notice to the public"),
                    "publisher": _("An authority"),
                    "year": "2024",
                }
            ]
        }
