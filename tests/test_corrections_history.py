"""What readers see of a story's past: versions that were public, and never what was taken back."""

from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.models import ArticlePage
from corrections import history
from corrections.history import compare
from corrections.models import PublishedVersion
from corrections.readable import lines_in
from planning import embargo
from releases import withdrawal
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


def text(words):
    return [("paragraph", f"<p>{words}</p>")]


def change(story, kind="update", **fields):
    newsroom.edit(story, **{name: value for name, value in fields.items() if name not in ("was", "now", "touches")})
    factories.waive_sign_offs(story)
    told = {name: value for name, value in fields.items() if name in ("was", "now", "touches")}
    factories.declare(story, kind, **told)
    newsroom.newest(story).get_latest_revision().publish()
    return ArticlePage.objects.get(pk=story.pk)


@pytest.fixture
def story():
    return factories.article("A balm for winter", body=text("It lasts two weeks on dry skin."))


@pytest.fixture
def changed(story):
    return change(story, body=text("It lasts six weeks on dry skin."))


def history_of(client, story):
    return client.get(reverse("corrections:history", args=[story.pk]))


def compared(client, story, *versions):
    first, second = versions or PublishedVersion.objects.shown().filter(article=story)
    return client.get(reverse("corrections:compare", args=[story.pk, first.pk, second.pk]))


def test_versions_are_listed_with_their_dates_and_kinds(client, changed):
    page = history_of(client, changed)
    assert [version.what for version in page.context["versions"]] == ["Update", "Published"]
    assert "Brought up to date." in page.content.decode()


def test_two_versions_are_compared_word_by_word(client, changed):
    page = compared(client, changed).content.decode()
    assert "It lasts <del>two </del><ins>six </ins>weeks on dry skin." in page


def test_a_reader_without_scripts_chooses_two_versions(client, changed):
    new, old = PublishedVersion.objects.order_by("-pk")
    answer = client.get(reverse("corrections:history", args=[changed.pk]), {"before": new.pk, "after": old.pk})
    assert answer.url == reverse("corrections:compare", args=[changed.pk, old.pk, new.pk])


@pytest.mark.parametrize("typed", ["", "x", "²", "-1", "9" * 400, "1 OR 1"])
def test_anything_else_typed_there_shows_the_list(client, changed, typed):
    answer = client.get(reverse("corrections:history", args=[changed.pk]), {"before": typed, "after": "1"})
    assert answer.status_code == 200


def test_the_story_leads_to_its_history_once_there_is_one(client, story):
    address = reverse("corrections:history", args=[story.pk])
    assert address not in client.get(story.url).content.decode()
    story = change(story, dek="Something else.")
    assert address in client.get(story.url).content.decode()


def test_drafts_and_scheduled_versions_are_in_no_history(client, changed):
    newsroom.edit(changed, body=text("A draft about zirconium."))
    assert PublishedVersion.objects.count() == 2
    draft = ArticlePage.objects.get(pk=changed.pk).latest_revision
    assert not PublishedVersion.objects.filter(revision=draft).exists()


def test_what_no_reader_notices_is_no_version(story):
    newsroom.edit(story, search_description="For search engines.")
    factories.publish(story)
    assert PublishedVersion.objects.count() == 1


def test_a_story_that_was_taken_down_has_no_history_until_it_is_back_and_then_a_new_one(client, changed):
    versions = list(PublishedVersion.objects.all())
    changed.unpublish()
    assert history_of(client, changed).status_code == 404
    assert compared(client, changed, *versions).status_code == 404
    newsroom.newest(changed).get_latest_revision().publish()
    assert [version.what for version in history_of(client, changed).context["versions"]] == ["Published"]
    assert compared(client, changed, *versions).status_code == 404


def test_what_an_embargo_took_down_is_never_shown(client, changed, staff):
    until = timezone.now() + timedelta(days=1)
    embargo.set_embargo(changed, until, "Maison Example", by=staff[Role.MANAGING_EDITOR])
    assert not PublishedVersion.objects.shown().exists()


def test_a_private_story_has_no_history(client, changed):
    changed.view_restrictions.create(restriction_type="password", password="x")
    assert history_of(client, changed).status_code == 404


def test_a_photo_taken_back_is_neutral_in_every_version(client):
    photo = factories.photo(caption="The writer, day one", alt_text="Her cheek")
    body = [*text("It lasts two weeks."), ("photo", {"photo": photo, "caption": "Her cheek in May"})]
    story = factories.article(body=body)
    story = change(story, body=text("It lasts two weeks."))
    assert "Her cheek in May" in compared(client, story).content.decode()
    withdrawal.take_back(photo)
    page = compared(client, story).content.decode()
    assert "Her cheek" not in page
    assert "This photo is no longer shown." in page


def test_what_readers_never_saw_is_not_compared(client):
    speaker = factories.expert()
    first = factories.statement(speaker, "it wakes the skin up", verbatim="uh, it wakes, you know, zirconium")
    story = change(factories.article(body=[first]), body=[factories.statement(speaker, "it soothes the skin")])
    page = compared(client, story).content.decode()
    assert "<del>wakes </del>" in page
    assert "zirconium" not in page


def test_a_managing_editor_takes_a_version_out_and_puts_it_back(client, changed, staff):
    first = PublishedVersion.objects.first()
    with pytest.raises(PermissionDenied):
        history.withhold(first, by=staff[Role.COPY_EDITOR])
    assert history.withhold(first, by=staff[Role.MANAGING_EDITOR])
    assert len(history_of(client, changed).context["versions"]) == 1
    assert compared(client, changed, first, PublishedVersion.objects.last()).status_code == 404
    assert history.withhold(first, by=staff[Role.MANAGING_EDITOR], withheld=False)
    assert len(history_of(client, changed).context["versions"]) == 2


def test_a_version_taken_out_leaves_the_kept_pages_too(client, changed, staff, django_capture_on_commit_callbacks):
    assert compared(client, changed).status_code == 200
    first, last = PublishedVersion.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        history.withhold(first, by=staff[Role.MANAGING_EDITOR])
    assert compared(client, changed, first, last).status_code == 404


def test_what_is_public_now_cannot_be_taken_out(changed, staff):
    assert not history.withhold(PublishedVersion.objects.last(), by=staff[Role.MANAGING_EDITOR])


def test_versions_of_one_story_do_not_open_at_another(client, changed):
    other = change(factories.article(), dek="Another.")
    versions = PublishedVersion.objects.filter(article=changed)
    assert compared(client, other, *versions).status_code == 404


def test_hostile_words_are_harmless_in_the_comparison(client):
    story = change(factories.article(dek="<script>alert(1)</script>"), dek="<img src=x onerror=alert(1)>")
    page = compared(client, story).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_long_story_costs_as_many_queries_as_a_short_one(client):
    def number_of(story):
        with CaptureQueriesContext(connection) as queries:
            assert compared(client, story).status_code == 200
        return len(queries)

    short = change(factories.article(body=[factories.statement(factories.expert())]), dek="Another.")
    many = [factories.statement(factories.expert()) for _number in range(12)]
    long = change(factories.article(body=many), dek="Another.")
    number_of(short)
    assert number_of(long) <= number_of(short) + 1


def test_unchanged_lines_are_counted_not_shown():
    lines = compare(list("abcdefg"), list("abcdefX"))
    assert [line.left_out for line in lines] == [5, 0, 0]


def test_lines_are_what_a_reader_reads():
    html = "<p>One &amp; two</p><script>no()</script><ul><li>three<li>four</ul><svg><text>no</text></svg> five"
    assert lines_in(html) == ["One & two", "three", "four", "five"]
