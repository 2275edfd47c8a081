"""What published sizes say of themselves, read back by a program that is not ours."""

import pytest

from photos import label
from photos.models import Photo
from photos.vocabulary import DataMining, DigitalSourceType
from tests import exiftool, factories
from tests.test_photos_forms import content_of
from tests.test_photos_ingest import SECRET, encoded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]
FORMATS = ["jpeg", "png", "webp", "avif"]
WORDS = {
    "photographer": "Zoë Example & Söhne <studio>",
    "credit": "Zoë Example / “Example Pictures”",
    "copyright_notice": "© 2026 Zoë Example 🎨",
    "licence_url": "https://example.org/licence?id=1&page=2",
    "usage_terms": "One story.\nNo résumé of it.",
    "alt_text": "A cheek, ‘before’ <b>noon</b>",
    "digital_source_type": DigitalSourceType.CAPTURE,
    "data_mining": DataMining.NO_AI,
}
PRIVATE = ("gps", "serial", "owner", "makernote", "thumbnail", "jumbf", "c2pa")


def labelled(format_name, **fields):
    photo = factories.photo(**WORDS | fields)
    return content_of(photo.get_rendition(f"format-{format_name}|width-40"))


@pytest.mark.parametrize("format_name", FORMATS)
def test_every_format_says_what_the_library_knows(format_name):
    said = exiftool.read(labelled(format_name))
    assert said["XMP-dc:Creator"] == [WORDS["photographer"]]
    assert said["XMP-photoshop:Credit"] == WORDS["credit"]
    assert said["XMP-dc:Rights"] == WORDS["copyright_notice"]
    assert said["XMP-xmpRights:WebStatement"] == WORDS["licence_url"]
    assert said["XMP-xmpRights:UsageTerms"] == WORDS["usage_terms"]
    assert said["XMP-iptcCore:AltTextAccessibility"] == WORDS["alt_text"]
    assert said["XMP-iptcExt:DigitalSourceType"] == (
        "http://cv.iptc.org/newscodes/digitalsourcetype/" + DigitalSourceType.CAPTURE
    )
    assert said["XMP-plus:DataMining"].endswith(DataMining.NO_AI)


@pytest.mark.parametrize("mining", DataMining.values)
def test_what_machines_may_learn_is_an_address_of_the_plus_coalition(mining):
    said = exiftool.read(labelled("jpeg", data_mining=mining))
    assert said["XMP-plus:DataMining"].removeprefix("http://ns.useplus.org/ldf/vocab/") == mining


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_nobody_knows_is_not_said(format_name):
    said = exiftool.read(labelled(format_name, **dict.fromkeys(WORDS, "") | {"data_mining": DataMining.NO_AI}))
    assert {name for name in said if name.startswith("XMP") and "Toolkit" not in name} == {"XMP-plus:DataMining"}


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_size_of_any_format_carries_anything_private(image_format, format_name):
    name = f"a.{image_format.lower()}"
    photo = factories.photo(file=factories.SimpleUploadedFile(name, encoded(image_format, orientation=6)))
    for data in (content_of(photo), content_of(photo.get_rendition(f"format-{format_name}|width-20"))):
        said = exiftool.read(data)
        assert SECRET not in str(said)
        assert SECRET.encode() not in data
        assert not [tag for tag in said if any(word in tag.lower() for word in PRIVATE)]


def test_marks_that_xml_forbids_do_not_break_the_label():
    said = exiftool.read(labelled("jpeg", credit="Zoë\x08\x0b\ufffe Example"))
    assert said["XMP-photoshop:Credit"] == "Zoë Example"


def test_the_longest_terms_fit_into_a_jpeg():
    said = exiftool.read(labelled("jpeg", usage_terms="€" * 50_000))
    assert said["XMP-xmpRights:UsageTerms"] == "€" * label.LONGEST


def test_when_the_credit_changes_every_size_is_made_again_under_another_address(client):
    photo = factories.photo(**WORDS)
    old = {rendition.filter_spec: rendition.file.name for rendition in photo.renditions.all()}
    photo = Photo.objects.get()
    photo.credit = "Somebody else"
    photo.save()
    for rendition in photo.renditions.all():
        assert rendition.file.name != old.pop(rendition.filter_spec)
        assert exiftool.read(content_of(rendition))["XMP-photoshop:Credit"] == "Somebody else"
        assert client.get(rendition.url).status_code == 200
    assert not old


def test_the_old_sizes_go(client, django_capture_on_commit_callbacks):
    photo = factories.photo(**WORDS)
    old = photo.get_rendition("format-jpeg|width-480").url
    with django_capture_on_commit_callbacks(execute=True):
        Photo.objects.get().save()
    assert client.get(old).status_code == 200
    photo.alt_text = "Another"
    with django_capture_on_commit_callbacks(execute=True):
        photo.save()
    assert client.get(old).status_code == 404


def test_what_is_not_on_the_label_leaves_the_sizes_alone():
    photo = factories.photo(**WORDS)
    before = set(photo.renditions.values_list("pk", "file"))
    photo.caption, photo.title = "New words", "New title"
    photo.save()
    assert set(photo.renditions.values_list("pk", "file")) == before
