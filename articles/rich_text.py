"""Three marks for words in a story: who says it, which photo shows it, and which source it leans on.

In the database they are `<a linktype="person" id="7">`, `"photo"` and `"source"`; articles/citations.py reads the first
kind, and articles/references.py numbers the last. The editor's half is static/articles/js/marks.js.
"""

from draftjs_exporter import DOM

from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature, Feature
from wagtail.images import get_image_model
from wagtail.rich_text import LinkHandler

from people.models import PersonPage
from sources.models import Source

PLAIN_TEXT = "<a>"  # a link without an address: what it marked stays as plain words


class AttributionHandler(LinkHandler):
    """“Dr. Example points out”, linked to the person's page while that page is public."""

    identifier = "person"

    @staticmethod
    def get_model():
        return PersonPage

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        people: list = cls.get_many(attrs_list)
        return [
            format_html('<a class="attribution" href="{}">', person.url) if person and person.live else PLAIN_TEXT
            for person in people
        ]

    @classmethod
    def extract_references(cls, attrs):
        yield PersonPage, attrs["id"], "", ""


class PhotoReferenceHandler(LinkHandler):
    """Words that point to a photo of the same story; the figure's id is `photo-` and the photo's number."""

    identifier = "photo"

    @staticmethod
    def get_model():
        return get_image_model()

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [
            format_html('<a class="photo-reference" href="#photo-{}">', photo.pk) if photo else PLAIN_TEXT
            for photo in cls.get_many(attrs_list)
        ]

    @classmethod
    def extract_references(cls, attrs):
        yield cls.get_model(), attrs["id"], "", ""


class SourceReferenceHandler(LinkHandler):
    """Words that lean on a source. The story's own list gives it its number, so that is added later."""

    identifier = "source"

    @staticmethod
    def get_model():
        return Source

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [
            format_html('<a data-source="{}">', source.pk) if source else PLAIN_TEXT
            for source in cls.get_many(attrs_list)
        ]

    @classmethod
    def extract_references(cls, attrs):
        yield Source, attrs["id"], "", ""


class MarkElementHandler(LinkElementHandler):
    """From the database to the editor, with the title that a writer sees when clicking the marked words."""

    def __init__(self, entity_type, model):
        super().__init__(entity_type)
        self.model = model

    def get_attribute_data(self, attrs):
        title = self.model.objects.filter(pk=attrs["id"]).values_list("title", flat=True).first()
        return {"id": int(attrs["id"]), "title": title or gettext("No longer there"), "gone": title is None}


class AccessibleNameFeature(Feature):
    """Gives the editor a name for screen readers; Wagtail 8.0 leaves it without one."""

    def construct_options(self, options):
        options["ariaLabel"] = _("Formatted text")


def register_accessible_name(features):
    features.register_editor_plugin("draftail", "accessible-name", AccessibleNameFeature())


def register_marks(features):
    """Make the marks known to the editor, to the conversion both ways, and to the pages."""
    _register(
        features,
        "attribution",
        AttributionHandler,
        script="wagtailadmin/js/page-chooser-modal.js",
        control={
            "type": "ATTRIBUTION",
            "icon": "user",
            "description": _("Attribution: who says this"),
            "chooser": reverse_lazy("wagtailadmin_choose_page"),
            "chooserParameters": {"page_type": "people.personpage"},
        },
    )
    _register(
        features,
        "photo-reference",
        PhotoReferenceHandler,
        script="wagtailimages/js/image-chooser-modal.js",
        control={
            "type": "PHOTO-REFERENCE",
            "icon": "image",
            "description": _("Photo in this story: words that point to it"),
            "chooser": reverse_lazy("wagtailimages_chooser:choose"),
            "chooserParameters": {},
            "wordsIfNoneSelected": _("see the photo"),
        },
    )
    _register(
        features,
        "source-reference",
        SourceReferenceHandler,
        script="wagtailadmin/js/chooser-modal.js",
        control={
            "type": "SOURCE-REFERENCE",
            "icon": "doc-full",
            "description": _("Source: what these words lean on"),
            "chooser": reverse_lazy("wagtailsnippetchoosers_sources_source:choose"),
            "chooserParameters": {},
        },
    )


def _register(features, name, handler, *, script, control):
    def to_database(props):
        if not str(props.get("id")).isdecimal():  # pasted from somewhere: it marks nothing we know
            return props["children"]
        return DOM.create_element("a", {"linktype": handler.identifier, "id": props["id"]}, props["children"])

    control["attributes"] = ["id", "title", "gone"]  # what survives pasting from another field
    from_database = MarkElementHandler(control["type"], handler.get_model())
    features.register_link_type(handler)
    features.register_editor_plugin("draftail", name, EntityFeature(control, js=[script, "articles/js/marks.js"]))
    features.register_converter_rule(
        "contentstate",
        name,
        {
            "from_database_format": {f'a[linktype="{handler.identifier}"]': from_database},
            "to_database_format": {"entity_decorators": {control["type"]: to_database}},
        },
    )
