"""A retracted story: its address stays and says so, its text is nowhere, and does not come back by itself."""

import json
import re
from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accuracy_checks.links import path_of
from articles.models import ArticlePage
from corrections import declaring, retracting
from corrections.models import Correction, Kind
from home.search import stories_with
from readiness.gate import NotReady
from rechecks.experts import put_in_doubt
from rechecks.models import Outcome
from tests import factories, newsroom, sources

pytestmark = pytest.mark.django_db

SECRETS = re.compile("zirconium|Velvet finish|a kicker of old")


@pytest.fixture
def chief(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def story():
    body = [("paragraph", "<p>It is full of zirconium.</p>"), factories.statement(factories.expert(), "zirconium!")]
    return factories.article(
        "A balm for winter",
        dek="Velvet finish in a jar.",
        kicker="a kicker of old",
        hero_photo=factories.photo(caption="zirconium up close", alt_text="zirconium"),
        body=body,
        search_description="zirconium",
        seo_title="zirconium",
    )


@pytest.fixture
def retraction(story, chief):
    declaring.add_notice(story, Kind.CORRECTION, by=chief, was="Half of it is zirconium.", now="A third is zirconium.")
    return retracting.retract(story, by=chief, text="The test was made up.")


def reread(story):
    return ArticlePage.objects.get(pk=story.pk)


def test_the_page_says_loudly_that_it_was_retracted_and_calls_that_no_update(client, story, retraction):
    ArticlePage.objects.update(first_published_at=timezone.now() - timedelta(days=9))
    page = client.get(reread(story).url).content.decode()
    assert '<p class="dek dek--retracted">This story has been retracted.</p>' in page
    assert "Updated" not in page


def test_its_address_stays_and_says_so(client, story, retraction):
    page = client.get(reread(story).url)
    assert page.status_code == 200
    text = page.content.decode()
    assert "The test was made up." in text
    assert "A balm for winter" in text
    assert '<meta name="robots" content="noindex">' in text


@pytest.mark.parametrize("address", ["page", "/", "/feeds/rss.xml", "/feeds/atom.xml", "/sitemap.xml", "topic", "log"])
def test_its_text_is_in_no_place_that_readers_reach(client, story, retraction, address):
    other = factories.article("Another story", topic=story.topic)
    story = reread(story)
    urls = {"page": story.url, "topic": story.topic.url, "log": reverse("corrections:log")}
    for url in (urls.get(address, address), other.url):
        assert not SECRETS.search(client.get(url, follow=True).content.decode())


def test_search_finds_none_of_it(story, retraction):
    call_command("update_index", verbosity=0)
    assert not stories_with("zirconium")
    assert len(stories_with("balm")) == 1


def test_its_structured_data_has_the_notice_and_nothing_else_of_it(client, story, retraction):
    text = client.get(reread(story).url).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    assert [one["text"] for one in data["correction"]] == ["The test was made up."]
    assert not {"image", "associatedMedia", "hasPart"} & data.keys()


def test_preview_links_are_shut_for_good(client, story, chief):
    _link, token = factories.preview_link(story, revision=story.live_revision)
    retraction = retracting.retract(story, by=chief, text="The test was made up.")
    url = reverse("sharing:preview", args=[token])
    assert client.get(url).status_code == 410
    retracting.lift(retraction, by=chief)
    assert client.get(url).status_code == 410


def test_no_link_to_a_source_shows_its_words_any_more(client, story, chief):
    speaker = story.cited_people[0]
    other = factories.expert()
    draft = newsroom.newest(story)
    draft.body.append(factories.statement(other, "zirconium, too"))
    draft.save_revision()
    answered, out = sources.confirm(story, speaker), sources.ask(story, other)
    retracting.retract(story, by=chief, text="The test was made up.")
    for check in (answered, out):
        page = client.get(path_of(check))
        assert (page.status_code, SECRETS.search(page.content.decode())) == (410, None)


def test_a_preview_link_made_afterwards_shows_nothing_either(client, story, retraction):
    newsroom.edit(story, body=[("paragraph", "<p>It is full of zirconium.</p>")])
    _link, token = factories.preview_link(reread(story))
    page = client.get(reverse("sharing:preview", args=[token]))
    assert page.status_code == 410
    assert not SECRETS.search(page.content.decode())


def test_it_has_no_history(client, story, retraction):
    assert client.get(reverse("corrections:history", args=[story.pk])).status_code == 404


def test_nothing_recommends_it(client, story, retraction):
    other = factories.article("Another story", topic=story.topic)
    front = client.get("/").context
    assert front["lead"] == other
    assert story.pk not in {one.pk for one in front["secondary"]}
    assert "A balm for winter" not in client.get(other.url).content.decode()


def publish_revision(old, by):
    old.publish(user=by)


def restore(old, by):
    page = old.as_object()
    page.save_revision(user=by)
    factories.waive_sign_offs(page)
    declaring.declare(page, Kind.UPDATE, by=by, text="It is back.")
    newsroom.newest(page).get_latest_revision().publish(user=by)


def save_row(old, by):
    old.as_object().save()


@pytest.mark.parametrize("way", [publish_revision, restore, save_row])
def test_an_old_version_does_not_bring_the_text_back(story, retraction, chief, way):
    with pytest.raises(NotReady, match="This story was retracted on"):
        way(story.live_revision, chief)
    assert not SECRETS.search(" ".join(reread(story).body_text))


def test_nobody_may_waive_that(story, retraction):
    newsroom.edit(story, dek="Velvet finish.")
    factories.waive(story, "retracted", "change_without_kind", "missing_sign_offs")
    with pytest.raises(NotReady, match="retracted"):
        newsroom.newest(story).get_latest_revision().publish()


def test_a_managing_editor_lifts_it_and_then_an_old_version_can_be_published(story, retraction, chief):
    assert retracting.lift(retraction, by=chief)
    assert not retracting.lift(retraction, by=chief)
    newsroom.edit(story, body=story.body, dek=story.dek)
    factories.publish(story)
    assert "zirconium" in " ".join(reread(story).body_text)
    assert Correction.objects.public().filter(kind=Kind.RETRACTION).get().lifted_by == chief


def test_lifting_shows_nothing_that_was_hidden_before_something_is_published(client, story, retraction, chief):
    retracting.lift(retraction, by=chief)
    assert SECRETS.search(story.body_text[0])
    for address in (story.url, reverse("corrections:log"), reverse("corrections_atom")):
        assert not SECRETS.search(client.get(address).content.decode()), address
    assert not ArticlePage.objects.standing().filter(pk=story.pk).exists()
    newsroom.edit(story, body=story.body, dek=story.dek)
    factories.publish(story)
    assert "A third is zirconium." in client.get(reverse("corrections:log")).content.decode()
    assert ArticlePage.objects.standing().filter(pk=story.pk).exists()


def test_a_retraction_lifted_by_mistake_is_put_back(client, story, retraction, chief):
    retracting.lift(retraction, by=chief)
    again = retracting.retract(story, by=chief, text="It was made up after all.")
    assert Correction.objects.standing_retractions().get() == again
    assert "It was made up after all." in client.get(story.url).content.decode()
    newsroom.edit(story, body=story.body, dek=story.dek)
    with pytest.raises(NotReady, match="retracted"):
        factories.publish(story)


def test_after_lifting_the_history_does_not_show_what_was_retracted(client, story, retraction, chief):
    retracting.lift(retraction, by=chief)
    address = reverse("corrections:history", args=[story.pk])
    assert client.get(address).status_code == 404  # nothing of a retracted story is shown before it is back
    newsroom.edit(story, dek="Another dek.")
    factories.publish(story)
    assert [version.what for version in client.get(address).context["versions"]] == ["Update", "Retraction"]


def test_only_managing_editors_retract_and_lift(story, staff, retraction):
    for role in set(Role) - {Role.MANAGING_EDITOR}:
        with pytest.raises(PermissionDenied):
            retracting.lift(retraction, by=staff[role])
        with pytest.raises(PermissionDenied):
            retracting.retract(factories.article(), by=staff[role], text="Mine.")


def test_a_story_is_retracted_once_and_only_where_readers_see_it(story, retraction, chief):
    with pytest.raises(ValidationError, match="retracted already"):
        retracting.retract(story, by=chief, text="Again.")
    with pytest.raises(ValidationError, match="nothing to retract"):
        retracting.retract(factories.article(live=False), by=chief, text="Never public.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(article=story, kind="retraction", text="Again.", published_at=timezone.now())


def test_a_change_that_was_scheduled_does_not_come_out(story, chief):
    newsroom.edit(story, dek="Velvet finish, tomorrow.", go_live_at=timezone.now() + timedelta(days=1))
    factories.publish(story)
    retracting.retract(story, by=chief, text="The test was made up.")
    assert not story.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_taken_down_retraction_does_not_open_the_way_back(story, retraction, chief):
    reread(story).unpublish(user=chief)
    with pytest.raises(NotReady, match="retracted"):
        story.live_revision.publish(user=chief)


def test_a_retracted_story_can_be_deleted_with_all_that_was_said_of_it(story, retraction):
    reread(story).delete()
    assert not Correction.objects.exists()


def test_lifting_it_empties_the_kept_pages(client, story, retraction, chief, django_capture_on_commit_callbacks):
    client.get(reread(story).url)
    with django_capture_on_commit_callbacks(execute=True):
        retracting.lift(retraction, by=chief)
    assert "The retraction was lifted on" in client.get(reread(story).url).content.decode()


def test_its_aliases_are_retracted_with_it(client, story, chief):
    twin = story.create_alias(update_slug="twin")
    retracting.retract(story, by=chief, text="The test was made up.")
    text = client.get(ArticlePage.objects.get(pk=twin.pk).url).content.decode()
    assert "The test was made up." in text
    assert not SECRETS.search(text)


def test_nobody_has_to_look_again_at_what_was_retracted(story, chief):
    person = story.cited_people[0]
    _dispute, cause = put_in_doubt(person, "Nobody knows them.", by=chief)
    retracting.retract(story, by=chief, text="We cannot trace it.")
    recheck = cause.rechecks.get()
    assert (recheck.outcome, recheck.settled_by) == (Outcome.TAKEN_DOWN, chief)
