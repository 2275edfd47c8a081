"""A draft as others get it: subscribers of the feed, and whoever is sent its address by a messenger."""

from base64 import b64encode

from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from wagtail.models import Site

from articles.preview_modes import add_mode

from .card_drawing import draw
from .feeds import entry
from .meta import meta_of
from .models import MagazineSettings
from .share_cards import words_of


def connect():
    add_mode("feed", _("In a feed reader"), as_feed_item)
    add_mode("card", _("As a card in a messenger"), as_card)


def as_feed_item(request, story):
    item = entry(story, request, [], story.treatment_warnings)
    return shown(request, "home/previews/feed.html", item=item)


def as_card(request, story):
    properties = dict(meta_of(story, request).properties)
    if "og:image" not in properties:  # none is kept of a draft
        properties["og:image"] = f"data:image/png;base64,{b64encode(draw(words_of(story))).decode()}"
    card = {name.removeprefix("og:").replace(":", "_"): content for name, content in properties.items()}
    host = Site.find_for_request(request).hostname
    return shown(request, "home/previews/card.html", card=card, host=host)


def shown(request, template, **context):
    return TemplateResponse(request, template, context | {"magazine": MagazineSettings.for_request(request)})
