"""What travels to a reader is small: compressed pages, sheets without their comments."""

import gzip

import pytest

from django.core.files.base import ContentFile

from cms.static_files import StaticFiles, slim
from tests import factories

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, br"}
SHEET = """/* a
      comment */
@media print {
  a::after {
    content: " (" attr(href)  ")"; /* why */
  }
}
"""
SLIM = '@media print {\na::after {\ncontent: " (" attr(href)  ")";\n}\n}'


@pytest.mark.django_db
def test_pages_of_nobody_are_compressed(client):
    plain = client.get("/")
    small = client.get("/", **GZIP)
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.content) == plain.content


@pytest.mark.django_db
def test_nothing_can_be_guessed_from_the_length_of_a_page(client):
    assert len({len(client.get("/", **GZIP).content) for _ in range(12)}) > 1


@pytest.mark.django_db
def test_what_is_made_for_one_person_is_not_compressed(client):
    client.force_login(factories.user())
    assert not client.get("/", **GZIP).has_header("Content-Encoding")


@pytest.mark.django_db
def test_a_page_that_hands_out_a_cookie_is_not_compressed(client):
    answer = client.get("/accounts/login/", **GZIP)
    assert answer.cookies
    assert not answer.has_header("Content-Encoding")


def test_sheets_lose_comments_and_indentation_and_nothing_else():
    assert slim(SHEET) == SLIM


@pytest.mark.parametrize(("name", "kept"), [("css/story.css", SLIM), ("wagtailadmin/css/core.css", SHEET)])
def test_production_slims_the_sheets_of_the_house_alone(tmp_path, name, kept):
    file = ContentFile(SHEET.encode())
    file.read()  # as after its hash was made
    StaticFiles(location=tmp_path, base_url="/static/").save(name, file)
    assert (tmp_path / name).read_text() == kept
