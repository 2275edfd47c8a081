"""What a picture file says of itself, in EXIF, IPTC-IIM and XMP. Whoever made the file wrote it: nothing is trusted.

Every value is bounded, cleaned and checked against the field it is offered for. Metadata that cannot be read says
nothing; it never keeps a photo out.
"""

import unicodedata
from contextlib import suppress
from datetime import date, datetime, timedelta

from defusedxml import ElementTree
from PIL import Image, IptcImagePlugin
from PIL.ExifTags import IFD, Base

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .vocabulary import DigitalSourceType

# The packet of a long editing history has a few hundred kilobytes; what is longer is not worth its reading.
LONGEST_XMP = 2_000_000  # bytes
LONGEST_TEXT = 5_000  # characters, where a field has no bound of its own

DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
XMP_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
IPTC_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# IPTC Photo Metadata 2025.1: where each of a photo's fields stands. XMP counts before IIM, IIM before EXIF (Metadata
# Working Group, Guidelines for handling image metadata 2.0, 3.2).
XMP_PROPERTIES = {
    "photographer": DC + "creator",
    "credit": PHOTOSHOP + "Credit",
    "copyright_notice": DC + "rights",
    "caption": DC + "description",
    "alt_text": IPTC_CORE + "AltTextAccessibility",
    "long_description": IPTC_CORE + "ExtDescrAccessibility",
    "taken_on": PHOTOSHOP + "DateCreated",
    "digital_source_type": IPTC_EXT + "DigitalSourceType",
    "usage_terms": XMP_RIGHTS + "UsageTerms",
    "licence_url": XMP_RIGHTS + "WebStatement",
}
IIM_DATASETS = {
    "photographer": (2, 80),
    "credit": (2, 110),
    "copyright_notice": (2, 116),
    "caption": (2, 120),
    "taken_on": (2, 55),
}
EXIF_TAGS = {"photographer": Base.Artist, "copyright_notice": Base.Copyright, "caption": Base.ImageDescription}

# Marks that turn the direction of writing make a text read otherwise than it is.
DIRECTION_MARKS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


class Carried(models.TextChoices):
    """Private things in a file as it came. None of them is in what the house shows."""

    POSITION = "position", _("the place where it was taken")
    SERIAL_NUMBER = "serial_number", _("serial numbers")
    OWNER = "owner", _("the name of the camera’s owner")
    MAKER_NOTE = "maker_note", _("the camera maker’s notes")
    THUMBNAIL = "thumbnail", _("a second, smaller picture")


EXIF_PRIVATE = {
    Base.BodySerialNumber: Carried.SERIAL_NUMBER,
    Base.LensSerialNumber: Carried.SERIAL_NUMBER,
    Base.CameraOwnerName: Carried.OWNER,
    Base.MakerNote: Carried.MAKER_NOTE,
}
XMP_PRIVATE = {
    "GPS": Carried.POSITION,
    "SerialNumber": Carried.SERIAL_NUMBER,
    "OwnerName": Carried.OWNER,
    "Thumbnails": Carried.THUMBNAIL,
}


def found_in(content, model):
    """Return what a picture file says and carries, ready to be stored as JSON.

    Args:
        content: an open file with a picture that Pillow can read.
        model: the photo model, whose fields bound what is taken over.

    Returns:
        {"says": {name of a field: text}, "carried": [values of Carried]}
    """
    content.seek(0)
    says, carried = {}, set()
    with Image.open(content) as image:
        for read in (_from_exif, _from_iim, _from_xmp):  # the later ones count more
            with suppress(Exception):  # whatever a hostile file makes a reader raise
                values, private = read(image)
                says |= {name: text for name, raw in values.items() if (text := _acceptable(model, name, raw))}
                carried |= private
    return {"says": says, "carried": sorted(carried)}


def _from_exif(image):
    exif = image.getexif()
    camera = exif.get_ifd(IFD.Exif)
    private = {what for tag, what in EXIF_PRIVATE.items() if camera.get(tag)}
    if exif.get_ifd(IFD.GPSInfo):
        private.add(Carried.POSITION)
    if exif.get_ifd(IFD.IFD1):
        private.add(Carried.THUMBNAIL)
    values = {name: exif.get(tag) for name, tag in EXIF_TAGS.items()}
    values["taken_on"] = camera.get(Base.DateTimeOriginal)
    return values, private


def _from_iim(image):
    datasets = IptcImagePlugin.getiptcinfo(image) or {}
    return {name: datasets.get(place) for name, place in IIM_DATASETS.items()}, set()


def _from_xmp(image):
    packet = image.info.get("xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    if not packet or len(packet) > LONGEST_XMP:
        return {}, set()
    root = ElementTree.fromstring(packet.strip(b"\x00 \r\n\t"), forbid_dtd=True)
    properties: dict = {}
    for description in root.iter(RDF + "Description"):
        for name, text in description.attrib.items():
            properties.setdefault(name, text)
        for element in description:
            properties.setdefault(element.tag, _value(element))
    # A property of any schema: what was private stays so in whichever of them it stands.
    names = {name.rpartition("}")[2] for element in root.iter() for name in (element.tag, *element.attrib)}
    private = {what for mark, what in XMP_PRIVATE.items() if any(mark in name for name in names)}
    return {name: properties.get(place) for name, place in XMP_PROPERTIES.items()}, private


def _value(element):
    """The text of an XMP property: itself, its address, the default language of several, or a list's items."""
    items = element.findall(f"{RDF}Alt/{RDF}li")
    if items:
        return next((item.text for item in items if item.get(LANGUAGE) == "x-default"), items[0].text)
    items = element.findall(f"{RDF}Seq/{RDF}li") + element.findall(f"{RDF}Bag/{RDF}li")
    return [item.text for item in items] or element.get(RDF + "resource") or element.text


def _acceptable(model, name, raw):
    """Return what may stand in this field of a photo, as text, or "" where the file says nothing usable."""
    text = _cleaned(raw)
    if name == "taken_on":
        return _day(text)
    if name == "digital_source_type":
        text = text.rstrip("/").rpartition("/")[2]
        return text if text in DigitalSourceType.values else ""
    if name == "licence_url":
        return _address(text)
    field = model._meta.get_field(name)
    if isinstance(field, models.CharField):
        text = " ".join(text.split())
    return text[: field.max_length or LONGEST_TEXT].strip()


def _cleaned(raw):
    if isinstance(raw, list | tuple):
        return ", ".join(filter(None, map(_cleaned, raw[:20])))
    if isinstance(raw, bytes):
        raw = _decoded(raw[: 4 * LONGEST_TEXT])
    elif isinstance(raw, str) and raw.isascii() is False:
        with suppress(UnicodeError):  # EXIF is read as Latin-1, and most programs write UTF-8
            raw = raw.encode("latin-1").decode()
    text = unicodedata.normalize("NFC", str(raw or "")[:LONGEST_TEXT]).replace("\r", "\n").expandtabs(1)
    return "".join(character for character in text if _is_writing(character)).strip()


def _decoded(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "ignore")


def _is_writing(character):
    if character in "\n\u200c\u200d":  # the joiners belong to Persian, to scripts of India and to emoji
        return True
    return unicodedata.category(character)[0] != "C" and ord(character) not in DIRECTION_MARKS


def _day(text):
    """Return the day as YYYY-MM-DD. Cameras without a clock, and days to come, say nothing."""
    digits = "".join(filter(str.isdigit, text[:10]))
    with suppress(ValueError):
        day = datetime.strptime(digits, "%Y%m%d").date()
        if day.year > 1825 and day <= date.today() + timedelta(days=1):  # the first photograph is of 1826
            return day.isoformat()
    return ""


def _address(text):
    with suppress(Exception):
        URLValidator(schemes=["http", "https"])(text)
        return text if len(text) <= 200 else ""
    return ""
