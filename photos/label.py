"""What every published size of a photo says of itself: who made it, whose it is, and what may be done with it, in XMP.

IPTC Photo Metadata Standard 2025.1; PLUS LDF 2.0 for data mining.
"""

import re
from xml.sax.saxutils import escape, quoteattr

from django.utils.crypto import salted_hmac

from .vocabulary import DATA_MINING_ADDRESS, DIGITAL_SOURCE_TYPE_ADDRESS

START = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
    ' xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/">'
)
END = '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
LONGEST = 10_000  # characters of usage terms; a JPEG segment holds 64 kB


def packet(photo):
    """Return the XMP of a photo as bytes, the same bytes for the same words."""
    source, mining = photo.digital_source_type, photo.data_mining_told
    parts = [
        _list("dc:creator", photo.photographer),
        _text("photoshop:Credit", photo.credit),
        _words("dc:rights", photo.copyright_notice),
        _text("xmpRights:WebStatement", photo.licence_url),
        _words("xmpRights:UsageTerms", photo.usage_terms[:LONGEST]),
        _words("Iptc4xmpCore:AltTextAccessibility", photo.alt_text),
        _text("Iptc4xmpExt:DigitalSourceType", source and DIGITAL_SOURCE_TYPE_ADDRESS + source),
        _address("plus:DataMining", mining and DATA_MINING_ADDRESS + mining),
    ]
    return "".join([START, *parts, END]).encode()


def mark(photo):
    """Return sixteen hexadecimal digits that change whenever the label does: part of each size's address.

    Nobody can guess them: sizes are made before anybody has published the photo, or agreed to be shown.
    """
    name = str(photo.file.name).encode()
    return salted_hmac("photos.label", packet(photo) + name, algorithm="sha256").hexdigest()[:16]


def _text(name, text):
    return f"<{name}>{_xml(text)}</{name}>" if text else ""


def _address(name, address):
    return f"<{name} rdf:resource={quoteattr(address)}/>" if address else ""


def _words(name, text):
    """Words that could be given in several languages."""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{_xml(text)}</rdf:li></rdf:Alt></{name}>' if text else ""


def _list(name, text):
    return f"<{name}><rdf:Seq><rdf:li>{_xml(text)}</rdf:li></rdf:Seq></{name}>" if text else ""


def _xml(text):
    return escape(NOT_IN_XML.sub("", text))
