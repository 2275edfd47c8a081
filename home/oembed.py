"""What other sites are told of a story when somebody pastes its address there (https://oembed.com).

The type is `link`: no page of ours may be framed (Content-Security-Policy), and markup of ours on a foreign page could
neither follow a correction nor keep a disclosure beside the headline. docs/decisions/0036-oembed.md.
"""

from io import BytesIO
from xml.sax.xmlreader import AttributesImpl

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Site

from articles.disclosures import labelled
from photos.renditions import QUICK_FORMAT, SHARE_SPEC, specs

from .addresses import story_at
from .feeds import printable
from .meta import card_image, messenger_photo
from .models import MagazineSettings

LONGEST_NUMBER = 9  # digits of a size in pixels


@require_safe
def oembed(request):
    """Answer ?url=…&format=json|xml&maxwidth=…&maxheight=…: 404 for what is no story, 501 for other formats."""
    kind = request.GET.get("format", "json")
    if kind not in ("json", "xml"):
        return HttpResponse(status=501)
    story = story_at(request.GET.get("url", ""), request)
    if story is None:
        raise Http404
    data = described(story, request, room(request.GET.get("maxwidth")), room(request.GET.get("maxheight")))
    response = JsonResponse(data) if kind == "json" else HttpResponse(as_xml(data), content_type="text/xml")
    response.headers["Access-Control-Allow-Origin"] = "*"  # public words, for whatever page asks
    return response


def room(typed):
    """A size in pixels; None, as if it had not been said, for anything else."""
    is_number = typed and typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
    return int(typed) or None if is_number else None


def described(story, request, max_width, max_height):
    """The story as the specification has it. Who paid, and that it was retracted, stand before the headline."""
    magazine = MagazineSettings.for_request(request)
    title = labelled(story.title, story.label)
    writers = list(story.authors)
    data = {
        "version": "1.0",
        "type": "link",
        "title": _("Retracted: %(headline)s") % {"headline": title} if story.retracted_at else title,
        "description": "" if story.retracted_at else " ".join([story.dek, *story.disclosure_lines]).strip(),
        "author_name": ", ".join(writer.title for writer in writers),
        "author_url": writers[0].get_full_url(request) if len(writers) == 1 and writers[0].live else "",
        "provider_name": magazine.name,
        "provider_url": f"{Site.find_for_request(request).root_url}/",
        "url": story.get_full_url(request),
    }
    if not story.retracted_at:
        data |= thumbnail(story, max_width, max_height)
    return {name: printable(value) if isinstance(value, str) else value for name, value in data.items() if value}


def thumbnail(story, max_width, max_height):
    """The largest size of the photo that there is room for, or the card; empty where neither may be shown or fits."""
    found = []
    if photo := messenger_photo(story.hero_photo):
        sizes = [SHARE_SPEC, *reversed(specs(photo, QUICK_FORMAT))]
        made = get_renditions_or_not_found(photo, sizes)
        found = [{"url": made[size].full_url, "width": made[size].width, "height": made[size].height} for size in sizes]
    elif card := card_image(story):
        found = [card]
    for image in found:
        if 0 < image["width"] <= (max_width or image["width"]) and image["height"] <= (max_height or image["height"]):
            return {f"thumbnail_{name}": image[name] for name in ("url", "width", "height")}
    return {}


def as_xml(data):
    file = BytesIO()
    xml = SimplerXMLGenerator(file, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in data.items():
        xml.addQuickElement(name, str(value))
    xml.endElement("oembed")
    xml.endDocument()
    return file.getvalue()
