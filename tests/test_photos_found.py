"""What a file says of itself is read before it goes, and believed no further than it can be trusted."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from photos.found import LONGEST_TEXT, LONGEST_XMP, Carried, found_in
from photos.models import Photo
from tests.test_photos_ingest import encoded, heic, picture

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
  xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
  photoshop:Credit="{credit}" xmpRights:WebStatement="{address}" photoshop:DateCreated="{day}"
  Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{source}"
  exif:GPSLatitude="51,30.43N" aux:SerialNumber="12345">
 <dc:creator><rdf:Seq><rdf:li>Ada Example</rdf:li><rdf:li>Bo Example</rdf:li></rdf:Seq></dc:creator>
 <dc:rights><rdf:Alt><rdf:li xml:lang="fr">Tous droits</rdf:li>
   <rdf:li xml:lang="x-default">© 2026 Ada Example</rdf:li></rdf:Alt></dc:rights>
 <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>
 <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">One story.</rdf:li></rdf:Alt></xmpRights:UsageTerms>
 <Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A cheek</rdf:li></rdf:Alt>
 </Iptc4xmpCore:AltTextAccessibility>
 <Iptc4xmpCore:ExtDescrAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A cheek, lit from the left</rdf:li></rdf:Alt>
 </Iptc4xmpCore:ExtDescrAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
WORDS = {
    "credit": "Example Pictures",
    "address": "https://example.org/licence",
    "day": "2026-05-17T10:30:00",
    "source": "digitalCapture",
    "caption": "Ten days after",
}


def xmp(**words):
    return PACKET.format(**WORDS | words).encode()


def saved(image_format="JPEG", **options):
    buffer = BytesIO()
    picture().save(buffer, image_format, **options)
    return buffer.getvalue()


def found(data):
    return found_in(BytesIO(data), Photo)


def says(**words):
    return found(saved(xmp=xmp(**words)))["says"]


def with_iim(*datasets):
    """A JPEG with IPTC-IIM 4.2 in a Photoshop resource: datasets are (record, number, bytes)."""
    iim = b"".join(
        b"\x1c" + bytes([record, number]) + len(text).to_bytes(2) + text for record, number, text in datasets
    )
    resource = b"8BIM\x04\x04\x00\x00" + len(iim).to_bytes(4) + iim + b"\x00" * (len(iim) % 2)
    payload = b"Photoshop 3.0\x00" + resource
    data = saved()
    return data[:2] + b"\xff\xed" + (len(payload) + 2).to_bytes(2) + payload + data[2:]


def with_exif(tags, camera=None):
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    for tag, value in (camera or {}).items():
        exif.get_ifd(IFD.Exif)[tag] = value
    return saved(exif=exif.tobytes())


EVERYTHING = {
    "photographer": "Ada Example, Bo Example",
    "credit": "Example Pictures",
    "copyright_notice": "© 2026 Ada Example",
    "caption": "Ten days after",
    "alt_text": "A cheek",
    "long_description": "A cheek, lit from the left",
    "taken_on": "2026-05-17",
    "digital_source_type": "digitalCapture",
    "usage_terms": "One story.",
    "licence_url": "https://example.org/licence",
}


@pytest.mark.parametrize("image_format", ["JPEG", "WEBP", "AVIF"])
def test_all_that_xmp_says_is_found_in_every_format(image_format):
    assert found(saved(image_format, xmp=xmp())) == {
        "says": EVERYTHING,
        "carried": [Carried.POSITION, Carried.SERIAL_NUMBER],
    }


def test_xmp_in_a_png_is_found():
    assert found(encoded("PNG"))["carried"] == [Carried.POSITION, Carried.SERIAL_NUMBER]


def test_a_phone_says_when_and_carries_where():
    assert found(heic())["says"]["taken_on"] == "2026-05-17"
    assert Carried.POSITION in found(heic())["carried"]


def test_what_exif_and_iim_say_is_found():
    data = with_exif({Base.Artist: "Ada Example", Base.Copyright: "(c) Ada", Base.ImageDescription: "Noon"})
    assert found(data)["says"] == {"photographer": "Ada Example", "copyright_notice": "(c) Ada", "caption": "Noon"}
    data = with_iim((2, 80, "Zoë Example".encode()), (2, 110, b"Example Pictures"), (2, 55, b"20260517"))
    assert found(data)["says"] == {
        "photographer": "Zoë Example",
        "credit": "Example Pictures",
        "taken_on": "2026-05-17",
    }


def test_iim_written_by_an_old_program_is_read_in_its_letters():
    assert found(with_iim((2, 80, "Zoë Example".encode("cp1252"))))["says"]["photographer"] == "Zoë Example"


def test_xmp_counts_before_exif():
    exif = Image.Exif()
    exif[Base.Artist] = "The owner of the camera"
    assert found(saved(exif=exif.tobytes(), xmp=xmp()))["says"]["photographer"] == "Ada Example, Bo Example"


def test_private_things_are_named_one_by_one():
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[Base.BodySerialNumber] = "123"
    exif.get_ifd(IFD.Exif)[Base.CameraOwnerName] = "Ada"
    exif.get_ifd(IFD.Exif)[Base.MakerNote] = b"notes"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 30.0, 26.0)
    assert found(saved(exif=exif.tobytes()))["carried"] == ["maker_note", "owner", "position", "serial_number"]


def test_a_file_without_metadata_says_nothing():
    assert found(saved()) == {"says": {}, "carried": []}


@pytest.mark.parametrize(
    "written", ["0000:00:00 00:00:00", "yesterday", "", "2026:13:45 10:00:00", "9999:01:01 00:00:00"]
)
def test_a_camera_without_a_clock_tells_no_day(written):
    assert "taken_on" not in found(with_exif({}, {Base.DateTimeOriginal: written}))["says"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org", "no address", "https://x/" + "a" * 300]
)
def test_what_is_no_address_of_a_licence_is_left_out(address):
    assert "licence_url" not in says(address=address)


def test_an_origin_that_is_not_in_the_list_is_left_out():
    assert "digital_source_type" not in says(source="magic")


def test_a_text_is_cut_to_its_field():
    assert len(says(credit="c" * 9_000)["credit"]) == Photo._meta.get_field("credit").max_length
    assert len(says(caption="c" * 40_000)["caption"]) == LONGEST_TEXT


def test_marks_that_are_no_writing_are_taken_out():
    painter = "\U0001f469\u200d\U0001f3a8"
    assert says(credit=f"Ada\u202e elpmaxE\u200b\ufeff {painter}")["credit"] == f"Ada elpmaxE {painter}"


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">&c;</x:xmpmeta>'
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'


@pytest.mark.parametrize(
    "packet",
    [
        ENTITIES,
        OUTSIDE,
        b"<not xml",
        b"\xff\xfe\x00\xd8 neither",
        xmp().replace("©".encode(), b"\xe9"),  # Latin-1 in what calls itself UTF-8
        b"<a>" * 20_000 + b"</a>" * 20_000,
        b"",
    ],
    ids=[
        "a bomb of entities",
        "a file of the server",
        "no XML",
        "no text",
        "mis-encoded",
        "many floors",
        "empty",
    ],
)
@pytest.mark.parametrize("image_format", ["WEBP", "AVIF"])
def test_hostile_xmp_says_nothing_and_breaks_nothing(packet, image_format):
    assert found(saved(image_format, xmp=packet)) == {"says": {}, "carried": []}


def test_megabytes_of_xmp_are_not_read():
    packet = xmp(caption="c" * LONGEST_XMP)
    assert found(saved("WEBP", xmp=packet))["says"] == {}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about exactly this
@pytest.mark.parametrize("exif", [b"garbage", b"MM\x00\x2a\xff\xff\xff\xff", b"\xff" * 60_000])
def test_hostile_exif_says_nothing_and_breaks_nothing(exif):
    assert found(saved(exif=b"Exif\x00\x00" + exif)) == {"says": {}, "carried": []}


def test_hostile_exif_does_not_silence_the_xmp_beside_it():
    assert found(saved(exif=b"Exif\x00\x00garbage", xmp=xmp()))["says"] == EVERYTHING
