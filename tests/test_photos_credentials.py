"""What the house finds in signed files: made here with chains of our own, as cameras and editors would sign them."""

import logging
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Event, Thread

import c2pa
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from demo.certificates import certify
from photos.credentials import ABOUT_THE_SIGNER, MAX_INGREDIENTS, MAX_TEXT, SENTENCES, read
from photos.models import Photo
from photos.vocabulary import CredentialState
from tests import factories

ROOT = certify("Camera root")
BETWEEN = certify("Camera intermediate", by=ROOT)
CAMERA = certify("Ida Invented's camera", by=BETWEEN, signs_others=False)
STRANGER_ROOT = certify("Unknown root")
STRANGER = certify("A stranger", by=STRANGER_ROOT, signs_others=False)
CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
CREATED = {"action": "c2pa.created", "digitalSourceType": CAPTURE}
OPENED = {"action": "c2pa.opened", "parameters": {"ingredientIds": ["parent"]}}
GPS = "51,30.1234N"
EXIF = {"@context": {"exif": "http://ns.adobe.com/exif/1.0/"}, "exif:GPSLatitude": GPS}
CAMERA_DATA = [
    {"label": "stds.exif", "data": EXIF},
    {"label": "c2pa.metadata", "data": EXIF},
    {"label": "cawg.metadata", "data": EXIF},
    {"label": "com.example.owner", "data": {"name": "Ida Invented"}},
    {"label": "com.example.owner", "data": {"name": "Ida Invented"}},
]


def picture(size=(320, 240), image_format="JPEG"):
    buffer = BytesIO()
    Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 60).convert("RGB").save(buffer, image_format)
    return buffer.getvalue()


def signed_by(
    signer,
    data=None,
    parent=None,
    between=BETWEEN,
    also=(),
    thumbnail=False,
    actions=(),
    kept_at="",
    settings=None,
    **claim,
):
    """A JPEG as `signer` would hand it on."""
    manifest = {
        "claim_generator_info": [{"name": "Invented camera"}],
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [OPENED if parent else CREATED, *actions]}},
            *also,
        ],
    } | claim
    chain = signer.certificate_pem + (between.certificate_pem if between else b"")
    info = c2pa.C2paSignerInfo("es256", chain, signer.key_pem, None)
    ways = {"builder": {"thumbnail": {"enabled": thumbnail}}, "verify": {"remote_manifest_fetch": False}}
    context = c2pa.Context.from_dict(ways | (settings or {}), signer=c2pa.Signer.from_info(info))
    output = BytesIO()
    with c2pa.Builder(manifest, context) as builder:
        if parent:
            ingredient = {"title": "Her phone.jpg", "label": "parent", "relationship": "parentOf"}
            builder.add_ingredient(ingredient, "image/jpeg", BytesIO(parent))
        if kept_at:
            builder.set_no_embed()
            builder.set_remote_url(kept_at)
        builder.sign("image/jpeg", BytesIO(data or picture()), output)
    return output.getvalue()


def tampered(data):
    """The same file with one bit of its picture turned."""
    changed = bytearray(data)
    changed[-200] ^= 1
    return bytes(changed)


def corrupt(data):
    """The same file with noise where its credentials are."""
    changed = bytearray(data)
    changed[400:2500:7] = b"\xff" * len(changed[400:2500:7])
    return bytes(changed)


@pytest.fixture
def trust_list(settings, tmp_path):
    """The camera's root is on the house's trust list."""
    settings.C2PA_TRUST_LIST = tmp_path / "trust_list.pem"
    settings.C2PA_TRUST_LIST.write_bytes(ROOT.certificate_pem)


@pytest.fixture
def web():
    """A server on this machine that keeps what it is asked."""
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_GET

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    server.address = f"http://127.0.0.1:{server.server_port}/credentials.c2pa"
    yield server
    server.shutdown()
    server.server_close()


def test_a_photo_without_credentials_says_so():
    for image_format in ("JPEG", "PNG", "WEBP", "AVIF", "GIF"):
        assert read(picture(image_format=image_format), f"photo.{image_format}") == (CredentialState.NONE, {})


def test_a_signer_on_the_trust_list_is_named(trust_list):
    state, report = read(signed_by(CAMERA), "photo.jpg")
    assert state == CredentialState.TRUSTED
    assert report["certificate"] == "Ida Invented's camera"
    assert report["made_with"] == "Invented camera"
    assert report["signed_at"] == ""
    assert report["problems"] == report["ingredients"] == []


def test_a_signer_nobody_vouches_for_is_not_trusted(trust_list):
    by_nobody = certify("Somebody", signs_others=False)
    for file in (signed_by(STRANGER, between=None), signed_by(by_nobody, between=None)):
        state, report = read(file, "photo.jpg")
        assert state == CredentialState.UNTRUSTED
        assert report["problems"] == ["signingCredential.untrusted"]


def test_without_a_trust_list_nobody_is_trusted(settings, tmp_path, caplog):
    assert read(signed_by(CAMERA), "photo.jpg")[0] == CredentialState.UNTRUSTED
    settings.C2PA_TRUST_LIST = tmp_path / "lost.pem"
    assert read(signed_by(CAMERA), "photo.jpg")[0] == CredentialState.UNTRUSTED
    assert "no signer is trusted" in caplog.text


def test_one_changed_bit_breaks_the_credentials(trust_list):
    state, report = read(tampered(signed_by(CAMERA)), "photo.jpg")
    assert state == CredentialState.BROKEN
    assert report["problems"] == ["assertion.dataHash.mismatch"]


def test_a_tampered_parent_breaks_what_was_made_of_it(trust_list):
    child = signed_by(CAMERA, parent=tampered(signed_by(CAMERA)))
    grandchild = signed_by(CAMERA, parent=child)
    for file in (child, grandchild):
        state, report = read(file, "photo.jpg")
        assert state == CredentialState.BROKEN
        assert report["problems"] == [], "the outer signature is in order, and must not decide"
        assert report["ingredients"][0]["state"] == CredentialState.BROKEN


def test_each_picture_it_was_made_from_is_listed_with_its_own_state(trust_list):
    plain = signed_by(CAMERA, parent=picture())
    of_a_stranger = signed_by(CAMERA, parent=signed_by(STRANGER, between=None))
    of_the_camera = signed_by(CAMERA, parent=signed_by(CAMERA))
    for file, expected in (
        (plain, CredentialState.NONE),
        (of_a_stranger, CredentialState.UNTRUSTED),
        (of_the_camera, CredentialState.TRUSTED),
    ):
        state, report = read(file, "photo.jpg")
        assert state == CredentialState.TRUSTED
        assert [one["state"] for one in report["ingredients"]] == [expected]
        assert report["ingredients"][0]["title"] == "Her phone.jpg"


def test_a_signer_is_trusted_even_if_their_editor_trusted_somebody_the_house_does_not(trust_list):
    other_list = {"trust": {"trust_anchors": STRANGER_ROOT.certificate_pem.decode()}}
    file = signed_by(CAMERA, parent=signed_by(STRANGER, between=None), settings=other_list)
    state, report = read(file, "photo.jpg")
    assert state == CredentialState.TRUSTED
    assert report["ingredients"][0]["state"] == CredentialState.UNTRUSTED


def test_a_certificate_that_is_over_says_nothing_against_the_picture(trust_list):
    camera = certify("Old camera", by=BETWEEN, days=(-1, 2 / 86_400), signs_others=False)
    file = signed_by(camera)
    while datetime.now(UTC) < camera.certificate.not_valid_after_utc + timedelta(seconds=1):
        time.sleep(0.1)
    state, report = read(file, "photo.jpg")
    assert state == CredentialState.UNTRUSTED
    assert "signingCredential.expired" in report["problems"]
    assert all(problem.startswith(ABOUT_THE_SIGNER) for problem in report["problems"])


def test_no_request_leaves_the_house_for_credentials_kept_elsewhere(web):
    elsewhere = signed_by(CAMERA, kept_at=web.address)
    for file in (elsewhere, signed_by(CAMERA, parent=elsewhere)):
        read(file, "photo.jpg")
    assert read(elsewhere, "photo.jpg") == (CredentialState.NONE, {"kept_at": web.address})
    assert web.asked == []
    with pytest.raises(c2pa.C2paError, match="404"):
        c2pa.Reader("image/jpeg", BytesIO(elsewhere))
    assert web.asked, "the library would ask if it were let, so the test can fail"


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.webp", "photo.avif", "photo.heic", "photo.txt", ""])
def test_corrupt_credentials_never_raise(name):
    whole = signed_by(CAMERA, also=CAMERA_DATA)
    for cut in range(0, len(whole), 997):
        assert read(whole[:cut], name)[0] in CredentialState
    state, report = read(corrupt(whole), name)
    assert state == CredentialState.BROKEN
    assert report["unreadable"]


def test_what_takes_too_long_is_given_up(monkeypatch, caplog):
    end = Event()
    monkeypatch.setattr("photos.credentials.READ_SECONDS", 0.01)
    monkeypatch.setattr("photos.credentials.manifests_in", lambda *args: end.wait(60))
    assert read(signed_by(CAMERA), "photo.jpg") == (CredentialState.BROKEN, {"unreadable": True})
    end.set()
    assert "cannot be read" in caplog.text


def test_a_file_cannot_fill_the_report():
    child = signed_by(CAMERA)
    for _ in range(MAX_INGREDIENTS + 3):
        child = signed_by(CAMERA, parent=child)
    hostile = signed_by(CAMERA, parent=child, claim_generator_info=[{"name": "\u202ex\x00\n" * 500}])
    _state, report = read(hostile, "photo.jpg")
    assert len(report["ingredients"]) == MAX_INGREDIENTS
    assert report["made_with"] == "x" * MAX_TEXT


def test_files_without_credentials_do_not_load_the_library(monkeypatch):
    monkeypatch.setattr("photos.credentials.manifests_in", lambda *args: pytest.fail("loaded"))
    read(picture(), "photo.jpg")


def test_no_sentence_calls_a_photo_authentic(caplog):
    assert set(SENTENCES) == set(CredentialState)
    for sentence in SENTENCES.values():
        assert not {"authentic", "genuine", "real", "true"} & set(str(sentence).lower().split())
    assert logging.WARNING not in [record.levelno for record in caplog.records]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


def uploaded(photo_desk, content):
    file = SimpleUploadedFile("photo.jpg", content)
    known = {"title": "A cheek", "credit": "Ada Example", "alt_text": "A cheek", "release_state": "granted"}
    photo_desk.post(reverse("wagtailimages:add"), known | {"file": file})
    return Photo.objects.get()


def editor_sees(photo_desk, photo):
    page = BeautifulSoup(photo_desk.get(reverse("wagtailimages:edit", args=[photo.pk])).content, "html.parser")
    return " ".join(page.select_one("[aria-labelledby=credentials-title]").get_text(" ").split())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "state"),
    [
        (picture, CredentialState.NONE),
        (lambda: signed_by(STRANGER, between=None), CredentialState.UNTRUSTED),
        (lambda: signed_by(CAMERA), CredentialState.TRUSTED),
        (lambda: signed_by(CAMERA, parent=tampered(signed_by(CAMERA))), CredentialState.BROKEN),
    ],
    ids=["none", "untrusted", "trusted", "broken"],
)
def test_an_upload_is_read_before_it_is_cleaned_and_its_state_shown(photo_desk, client, trust_list, content, state):
    photo = uploaded(photo_desk, content())
    assert photo.credential_state == state
    sentence = " ".join(str(SENTENCES[state]).split())
    assert sentence in editor_sees(photo_desk, photo)
    page = client.get(factories.article(hero_photo=photo).url).content.decode()
    assert ("<summary>Content Credentials</summary>" in page) == (state != CredentialState.NONE)
    assert (sentence in page) == (state != CredentialState.NONE)


@pytest.mark.django_db
def test_editors_see_who_signed_and_what_the_photo_was_made_from(photo_desk, trust_list):
    photo = uploaded(photo_desk, signed_by(CAMERA, parent=tampered(signed_by(CAMERA))))
    told = editor_sees(photo_desk, photo)
    assert "Signed by Ida Invented's camera" in told
    assert "without a time stamp, with Invented camera" in told
    assert "Her phone.jpg: changed after signing, or damaged" in told
    photo.credential_report |= {"signed_at": "2026-05-17T10:30:00+00:00"}
    photo.save()
    assert "17 May 2026" in editor_sees(photo_desk, photo)


@pytest.mark.django_db
def test_a_photo_with_corrupt_credentials_is_taken_and_said_to_be_broken(photo_desk):
    photo = uploaded(photo_desk, corrupt(signed_by(CAMERA, also=CAMERA_DATA)))
    assert (photo.credential_state, photo.credential_report) == (CredentialState.BROKEN, {"unreadable": True})
    assert "do not hold" in editor_sees(photo_desk, photo)
    assert photo.renditions.exists()


@pytest.mark.django_db
def test_editors_are_told_that_credentials_are_kept_elsewhere(photo_desk, web):
    photo = uploaded(photo_desk, signed_by(CAMERA, kept_at=web.address))
    assert web.address in editor_sees(photo_desk, photo)
    assert web.asked == []


@pytest.mark.django_db
def test_names_in_hostile_credentials_are_only_text(photo_desk, client):
    photo = uploaded(photo_desk, signed_by(CAMERA, claim_generator_info=[{"name": "<script>alert(1)</script>\x00"}]))
    assert "<script>alert(1)</script>" in photo.credential_report["made_with"]
    page = client.get(factories.article(hero_photo=photo).url).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.django_db
def test_another_file_brings_its_own_credentials(photo_desk):
    photo = uploaded(photo_desk, signed_by(CAMERA))
    data = {"title": photo.title, "file": SimpleUploadedFile("plain.jpg", picture((100, 80)))}
    photo_desk.post(reverse("wagtailimages:edit", args=[photo.pk]), data)
    photo = Photo.objects.get(replaces=photo)
    assert (photo.credential_state, photo.credential_report) == (CredentialState.NONE, {})


@pytest.mark.django_db
def test_readers_do_not_see_the_names_of_files_a_photo_was_made_from(photo_desk, client):
    photo = uploaded(photo_desk, signed_by(CAMERA, parent=picture()))
    page = client.get(factories.article(hero_photo=photo).url).content.decode()
    assert "A picture: no Content Credentials" in page
    assert "Her phone.jpg" not in page
