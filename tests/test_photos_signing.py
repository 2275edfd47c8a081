"""What readers are served when the house signs: read back from the stored bytes, as anybody's reader would."""

import json
from io import BytesIO

import c2pa
import pytest
from PIL import Image

from django.core.files.base import ContentFile
from django.core.management import call_command

from demo.certificates import certify, write_chain
from photos.credentials import read
from photos.models import Rendition
from photos.signing import check_certificate, current_version, house_certificate
from photos.vocabulary import CredentialState, DigitalSourceType
from tests import factories
from tests.test_photos_credentials import (
    CAMERA,
    CAMERA_DATA,
    GPS,
    ROOT,
    corrupt,
    picture,
    signed_by,
    tampered,
    web,  # noqa: F401 - a fixture
)
from tests.test_photos_ingest import heic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]
FORMATS = ["jpeg", "png", "webp", "avif"]
THUMBNAIL = b"c2pa.thumbnail"


@pytest.fixture
def house(settings, tmp_path):
    """The house has a certificate of its own; its folder."""
    write_chain(tmp_path / "c2pa")
    settings.C2PA_CERTIFICATE = tmp_path / "c2pa" / "certificate.pem"
    settings.C2PA_PRIVATE_KEY = tmp_path / "c2pa" / "private_key.pem"
    settings.C2PA_TRUST_LIST = tmp_path / "c2pa" / "trust_list.pem"
    return tmp_path / "c2pa"


def photo_from(master, name="IMG_1.jpg", **fields):
    """A photo in the library whose untouched file was this one."""
    return factories.photo(file=ContentFile(master, name=name), **fields)


def served(photo, spec="width-160|format-jpeg"):
    with photo.get_rendition(spec).file.open() as file:
        return file.read()


def told_by(data, house, image_format="jpeg"):
    """What a reader with the house's root on its list says of a file."""
    trust = {"trust": {"trust_anchors": (house / "trust_list.pem").read_text()}}
    with c2pa.Reader(f"image/{image_format}", BytesIO(data), context=c2pa.Context.from_dict(trust)) as reader:
        return json.loads(reader.json())


def actions_in(told):
    assertions = told["manifests"][told["active_manifest"]]["assertions"]
    return [one for entry in assertions if entry["label"] == "c2pa.actions.v2" for one in entry["data"]["actions"]]


@pytest.mark.parametrize("image_format", FORMATS)
def test_every_format_that_readers_get_is_signed_last_and_holds(house, image_format):
    photo = photo_from(signed_by(CAMERA), digital_source_type=DigitalSourceType.CAPTURE)
    data = served(photo, f"width-160|format-{image_format}")
    told = told_by(data, house, image_format)
    assert told["validation_state"] == "Trusted"
    assert len(told["manifests"]) == 2
    opened, *rest = actions_in(told)
    assert opened["action"] == "c2pa.opened"
    assert opened["digitalSourceType"].endswith("/digitalCapture")
    assert [one["action"] for one in rest] == ["c2pa.resized", "c2pa.transcoded"]
    assert Image.open(BytesIO(data)).size == (160, 120)
    state, report = read(data, f"photo.{image_format}")
    assert state == CredentialState.TRUSTED
    assert report["certificate"] == "Demo photo desk"


def test_a_photo_from_a_phone_that_became_a_jpeg_has_its_untouched_file_as_parent(house):
    told = told_by(served(photo_from(heic(), "IMG_1.HEIC")), house)
    assert told["validation_state"] == "Trusted"
    assert told["manifests"][told["active_manifest"]]["ingredients"][0]["format"] == "image/heic"


def test_a_photo_without_credentials_is_signed_as_the_only_link_of_its_chain(house):
    told = told_by(served(photo_from(picture()), "fill-100x100|format-jpeg"), house)
    assert told["validation_state"] == "Trusted"
    assert len(told["manifests"]) == 1
    assert "digitalSourceType" not in actions_in(told)[0], "how it came to be is not known"
    assert [one["action"] for one in actions_in(told)] == [
        "c2pa.opened",
        "c2pa.cropped",
        "c2pa.resized",
        "c2pa.transcoded",
    ]


@pytest.mark.parametrize("image_format", FORMATS)
def test_nothing_private_of_the_parents_is_served(house, image_format):
    camera = signed_by(CAMERA, also=CAMERA_DATA, thumbnail=True)
    master = signed_by(CAMERA, parent=camera, also=CAMERA_DATA, thumbnail=True)
    for private in (GPS.encode(), THUMBNAIL, b"Ida Invented"):
        assert private in master
    data = served(photo_from(master), f"width-160|format-{image_format}")
    told = told_by(data, house, image_format)
    assert told["validation_state"] == "Trusted"
    assert len(told["manifests"]) == 3
    assert GPS.encode() not in data
    assert b"com.example.owner\x00" not in data
    assert data.count(b"\xff\xd8\xff") == (image_format == "jpeg"), "no second picture inside"
    plain = len(served(photo_from(picture()), f"width-160|format-{image_format}"))
    assert len(data) - plain < 20_000


def test_what_cannot_be_taken_out_of_the_chain_costs_the_chain(house):
    seen_at = [{"action": "c2pa.edited", "parameters": {"com.example.place": f"GPSLatitude {GPS}"}}]
    data = served(photo_from(signed_by(CAMERA, actions=seen_at)))
    told = told_by(data, house)
    assert GPS.encode() not in data
    assert told["validation_state"] == "Trusted"
    assert len(told["manifests"]) == 1


def test_a_tampered_master_shows_as_a_broken_parent(house):
    told = told_by(served(photo_from(tampered(signed_by(CAMERA)))), house)
    ingredient = told["manifests"][told["active_manifest"]]["ingredients"][0]
    failures = {one["code"] for one in ingredient["validation_results"]["activeManifest"]["failure"]}
    assert "assertion.dataHash.mismatch" in failures


def test_a_tampered_picture_further_back_breaks_what_is_served_too(house):
    master = signed_by(CAMERA, parent=tampered(signed_by(CAMERA)))
    assert read(served(photo_from(master)), "photo.jpg")[0] == CredentialState.BROKEN


def test_readers_who_do_not_know_the_parent_s_signer_still_trust_the_house(house, settings):
    settings.C2PA_TRUST_LIST = house / "cameras.pem"
    settings.C2PA_TRUST_LIST.write_bytes(ROOT.certificate_pem)
    assert told_by(served(photo_from(signed_by(CAMERA))), house)["validation_state"] == "Trusted"


def test_a_master_that_could_not_be_read_does_not_keep_its_photo_from_being_signed(house):
    photo = photo_from(corrupt(signed_by(CAMERA)))
    assert photo.credential_report == {"unreadable": True}
    for report in ({}, {"unreadable": True}):
        photo.credential_report = report
        photo.renditions.all().delete()
        told = told_by(served(photo), house)
        assert told["validation_state"] == "Trusted"
        assert len(told["manifests"]) == 1


def test_signing_asks_nobody_about_a_master_whose_credentials_are_elsewhere(house, web):  # noqa: F811
    data = served(photo_from(signed_by(CAMERA, kept_at=web.address)))
    assert told_by(data, house)["validation_state"] == "Trusted"
    assert web.asked == []


def test_any_change_after_signing_breaks_it(house):
    data = served(photo_from(picture()))
    image = Image.open(BytesIO(data))
    again = BytesIO()
    image.save(again, "JPEG", quality="keep")
    assert b"c2pa" not in again.getvalue()
    assert told_by(tampered(data), house)["validation_state"] == "Invalid"


def test_a_house_without_a_certificate_serves_plain_files_and_says_nothing(caplog):
    data = served(photo_from(signed_by(CAMERA)))
    assert b"c2pa" not in data
    assert check_certificate() == []
    assert not caplog.records


def expired(house):
    own = certify("Old", days=(-60, -30), signs_others=False)
    (house / "certificate.pem").write_bytes(own.certificate_pem)
    (house / "private_key.pem").write_bytes(own.key_pem)


PROBLEMS = {
    "lost key": (lambda house: (house / "private_key.pem").unlink(), "cannot be read"),
    "damaged key": (lambda house: (house / "private_key.pem").write_text("-----BEGIN"), "cannot be read"),
    "damaged certificate": (lambda house: (house / "certificate.pem").write_bytes(b"\x00"), "cannot be read"),
    "another's key": (lambda house: (house / "private_key.pem").write_bytes(CAMERA.key_pem), "does not belong"),
    "expired": (expired, "not today"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_certificate_that_cannot_sign_costs_the_signature_and_nothing_else(house, client, caplog, case):
    spoil, words = PROBLEMS[case]
    spoil(house)
    photo = photo_from(signed_by(CAMERA))
    story = factories.article(hero_photo=photo)
    page = client.get(story.url)
    assert page.status_code == 200
    assert photo.renditions.first().url in page.content.decode()
    assert b"c2pa" not in served(photo)
    assert words in caplog.text
    (warning,) = check_certificate()
    assert words in warning.msg


def test_half_a_configuration_is_told(house, settings):
    settings.C2PA_PRIVATE_KEY = ""
    (warning,) = check_certificate()
    assert "Only one of" in warning.msg


def test_a_certificate_the_library_refuses_costs_the_signature_and_nothing_else(house, caplog):
    authority = certify("Signs others, not photos")
    (house / "certificate.pem").write_bytes(authority.certificate_pem)
    (house / "private_key.pem").write_bytes(authority.key_pem)
    assert b"c2pa" not in served(photo_from(picture()))
    assert "served unsigned" in caplog.text


def test_administrators_hear_of_the_end_a_month_before(house):
    assert check_certificate() == []
    own = certify("Nearly over", days=(-30, 20), signs_others=False)
    (house / "certificate.pem").write_bytes(own.certificate_pem)
    (house / "private_key.pem").write_bytes(own.key_pem)
    (warning,) = check_certificate()
    assert warning.id == "photos.W002"


def test_another_certificate_has_every_size_made_anew_and_nothing_else(house, settings):
    photo = photo_from(picture())
    call_command("sign_renditions", verbosity=0)
    before = set(photo.renditions.values_list("file", flat=True))
    assert all(f".c2pa-{current_version()}" in name for name in before)
    call_command("sign_renditions", verbosity=0)
    assert set(photo.renditions.values_list("file", flat=True)) == before
    old = current_version()
    expired_chain = certify("New", signs_others=False)
    (house / "certificate.pem").write_bytes(expired_chain.certificate_pem)
    (house / "private_key.pem").write_bytes(expired_chain.key_pem)
    assert current_version() not in ("", old)
    call_command("sign_renditions", verbosity=0)
    after = set(photo.renditions.values_list("file", flat=True))
    assert len(after) == len(before)
    assert not after & before
    settings.C2PA_CERTIFICATE = settings.C2PA_PRIVATE_KEY = ""
    call_command("sign_renditions", verbosity=0)
    assert not Rendition.objects.filter(file__contains="c2pa").exists()


def test_the_key_is_for_its_owner_only(house):
    assert (house / "private_key.pem").stat().st_mode & 0o077 == 0
    assert house_certificate().algorithm == "es256"
