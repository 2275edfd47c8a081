import pytest

from django.conf import settings

from accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.usefixtures("whole_worker")

ATTACKS = {
    "page.html": b"<script>alert(1)</script>",
    "page.htm": b"<script>alert(1)</script>",
    "page.xhtml": b"<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "drawing.svgz": b"\x1f\x8b",
    "script.js": b"alert(1)",
    "data.xml": b"<x/>",
    "page.html.gz": b"\x1f\x8b",
    "paper.pdf": b"%PDF-1.7",
    "nothing": b"?",
    "photo.jpg.html": b"<script>alert(1)</script>",
}


@pytest.fixture
def media():
    """Put files where uploads lie: media("images/page.html", b"…")."""

    def put(path, content=b"x"):
        file = settings.MEDIA_ROOT / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return put


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_no_picture_is_downloaded_and_never_run(client, media, name):
    media(f"images/{name}", ATTACKS[name])
    response = client.get(f"/media/images/{name}")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == "attachment"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_calls_itself_a_picture_stays_a_picture(client, media):
    media("images/photo.jpg", ATTACKS["page.html"])
    response = client.get("/media/images/photo.jpg")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_a_rendition_is_shown_and_kept_for_a_year(client):
    rendition = factories.photo().get_rendition("width-32")
    response = client.get(rendition.url)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


@pytest.mark.django_db
def test_a_rendition_that_has_not_changed_is_not_sent_again(client):
    url = factories.photo().get_rendition("width-32").url
    changed = client.get(url).headers["Last-Modified"]
    assert client.get(url, headers={"If-Modified-Since": changed}).status_code == 304


@pytest.mark.django_db
def test_originals_are_not_served_even_to_administrators(login):
    photo = factories.photo()
    assert photo.file.name.startswith("original_images/")
    assert login(factories.user(is_superuser=True)).get(photo.file.url).status_code == 404


@pytest.mark.django_db
def test_avatars_are_for_staff_alone_and_in_no_shared_cache(client, media, staff):
    media("avatar_images/robin.png")
    assert client.get("/media/avatar_images/robin.png").status_code == 404
    client.force_login(factories.user())
    assert client.get("/media/avatar_images/robin.png").status_code == 404
    client.force_login(staff[Role.WRITER])
    response = client.get("/media/avatar_images/robin.png")
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "images/../original_images/secret.jpg",
        "images/%2e%2e/original_images/secret.jpg",
        "images/..%2foriginal_images/secret.jpg",
        "images/x/../../original_images/secret.jpg",
        "images/../../../../../../../../etc/passwd",
        "images/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "images//etc/passwd",
        "/etc/passwd",
        "images/..\\original_images\\secret.jpg",
        "documents/paper.pdf",
        "secret.jpg",
        "images",
        "images/",
        "images/no-such-file.jpg",
        "images/%00.jpg",
        "",
    ],
)
@pytest.mark.django_db
def test_no_path_leads_out_of_the_public_folders(client, media, path):
    for secret in ("original_images/secret.jpg", "documents/paper.pdf", "secret.jpg"):
        media(secret)
    assert client.get(f"/media/{path}").status_code == 404


def test_uploads_cannot_be_written_through_their_address(client, media):
    media("images/photo.jpg")
    for method in ("post", "put", "delete"):
        assert getattr(client, method)("/media/images/photo.jpg").status_code == 405
