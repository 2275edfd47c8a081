"""The front page as an editor lays it out, and what readers take along from stories."""

import datetime

import pytest
import time_machine

from django.core.management import call_command
from django.utils import timezone

from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, Disclosure
from comments.models import Status, Verb
from comments.moderation import decide
from home.blocks import FrontSections
from home.front import FEWEST_SECONDARY, front
from home.models import HomePage, MagazineSettings, SecondaryStory
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return HomePage.objects.get()


def titles(stories):
    return [story.title for story in stories]


def choose(home, *stories):
    home.secondary_stories = [SecondaryStory(story=story, sort_order=n) for n, story in enumerate(stories)]
    home.save()


def test_chosen_stories_stand_first_and_are_filled_up_with_the_newest(home):
    made = [factories.article(str(n)) for n in range(6)]
    choose(home, made[1], made[0])
    shown = front(home)
    assert shown["lead"].title == "5"
    assert titles(shown["secondary"]) == ["1", "0", "4", "3"]
    assert shown["is_chosen"]


def test_six_chosen_stories_are_all_shown(home):
    made = [factories.article(str(n)) for n in range(7)]
    choose(home, *made[:6])
    assert titles(front(home)["secondary"]) == ["0", "1", "2", "3", "4", "5"]


def test_a_chosen_story_that_leads_or_was_withheld_stands_nowhere_else(home):
    made = [factories.article(str(n)) for n in range(4)]
    home.lead_story = made[0]
    choose(home, made[0], made[1], made[2])
    ArticlePage.objects.filter(pk=made[1].pk).update(retracted_at=timezone.now())
    PageViewRestriction.objects.create(page=made[2], restriction_type=PageViewRestriction.LOGIN)
    shown = front(home)
    assert titles([shown["lead"], *shown["secondary"]]) == ["0", "3"]
    assert not shown["is_chosen"]


def test_three_stories_make_a_front_page(home, client):
    topic = factories.topic("Skin")
    for n in range(3):
        factories.article(f"Story {n}", topic=topic)
    home.sections = [("river", topic), ("picks", None), ("helpful", None)]
    home.save()
    page = client.get("/").content.decode()
    assert [page.count(f">Story {n}</a>") for n in range(3)] == [1, 1, 1]
    assert "river" not in page.partition("<main")[2]
    assert FEWEST_SECONDARY > 2


def test_picks_and_helpful_comments_are_quoted_once_with_the_way_to_their_story(home, client):
    story = factories.article("The serum")
    factories.comment(story, body="Picked words.", picked_at=timezone.now(), helpful=9)
    helpful = factories.comment(story, body="Helpful <words>.", helpful=3)
    factories.comment(story, body="Nobody minds.", helpful=0)
    home.sections = [("picks", None), ("helpful", None)]
    home.save()
    shown = {section.kind: [comment.body for comment in section.comments] for section in front(home)["sections"]}
    assert shown["picks"] == ["Picked words."]
    assert shown["helpful"] == ["Helpful <words>."]
    page = client.get("/").content.decode()
    assert "Picked words." in page
    assert f'href="{helpful.get_absolute_url()}"' in page
    assert "Helpful &lt;words&gt;." in page
    assert "Nobody minds." not in page


def test_a_quoted_comment_leads_to_what_was_paid_for_with_its_label(home, client, django_assert_num_queries):
    home.sections = [("picks", None)]
    home.save()
    for _n in range(2):
        paid = [Disclosure(kind="paid_partnership", party="Glow")]
        story = factories.article(disclosure_answer="declared", disclosures=paid)
        factories.comment(story, picked_at=timezone.now())
    heard = client.get("/").content.decode().partition('id="heard-picks"')[2].partition("</section>")[0]
    assert heard.count('<span class="commercial-label">Paid partnership</span>') == 2
    [section] = front(home)["sections"]
    with django_assert_num_queries(0):
        assert [comment.article.label for comment in section.comments] == ["Paid partnership"] * 2


@pytest.mark.parametrize("fields", [{"status": Status.REMOVED}, {"picked_at": None}])
def test_only_what_stands_and_is_picked_is_quoted(home, fields):
    factories.comment(factories.article(), **({"picked_at": timezone.now()} | fields))
    home.sections = [("picks", None)]
    assert front(home)["sections"] == []


def test_no_comment_on_a_withheld_story_is_quoted(home):
    gone, private = factories.article(), factories.article()
    for story in (gone, private):
        factories.comment(story, picked_at=timezone.now(), helpful=5)
    ArticlePage.objects.filter(pk=gone.pk).update(retracted_at=timezone.now())
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    home.sections = [("picks", None), ("helpful", None)]
    assert front(home)["sections"] == []


def test_a_topic_has_one_river():
    topic = factories.topic()
    block = FrontSections()
    with pytest.raises(StreamBlockValidationError):
        block.clean(block.to_python([{"type": "river", "value": topic.pk}] * 2))


def test_a_scheduled_front_page_goes_live_at_its_hour(home):
    old, new = factories.article("Old"), factories.article("New")
    home.lead_story = old
    home.save_revision().publish()
    home = HomePage.objects.get()
    home.lead_story, home.go_live_at = new, timezone.now() + datetime.timedelta(hours=2)
    home.save_revision().publish()
    assert HomePage.objects.get().lead_story == old
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=3), tick=False):
        call_command("publish_scheduled")
    assert HomePage.objects.get().lead_story == new


def test_a_preview_shows_the_draft_of_the_front_page(home):
    home.lead_story = factories.article("Only in the draft leads")
    page = home.make_preview_request(preview_mode="").content.decode()
    assert "Only in the draft leads" in page


def test_the_newsletter_is_linked_only_where_there_is_one(client):
    story = factories.article()
    address = "https://letters.example/sign-up"
    assert "letters.example" not in client.get(story.url).content.decode()
    magazine = MagazineSettings.for_site(HomePage.objects.get().get_site())
    magazine.newsletter_address = address
    magazine.save()
    page = client.get(story.url).content.decode()
    assert page.count(f'href="{address}"') == 2
    assert "<form" not in page.partition('class="newsletter"')[2].partition("</aside>")[0]


def test_a_story_tells_about_its_writers_and_how_much_they_wrote(client):
    writer = factories.person("Nora Halloran", biography="<p>Writes <b>slowly</b>.</p><p>R &amp; D.</p>")
    factories.article("First", writers=[writer])
    story = factories.article("Second", writers=[writer])
    page = client.get(story.url).content.decode()
    about = page.partition('id="about-writers"')[2].partition("</section>")[0]
    assert "About the writer" in about
    assert "<p>Writes slowly. R &amp; D.</p>" in about
    assert "2 stories by" in about


def test_a_story_can_be_sent_on_without_a_script(client):
    story = factories.article("Retinol & “you”")
    page = client.get(story.url).content.decode()
    assert "mailto:?subject=Retinol%20%26%20%E2%80%9Cyou%E2%80%9D&amp;body=http" in page
    assert page.count("data-by=") == page.count("hidden>Share<") + page.count("hidden>Copy link<") == 2


def test_what_was_paid_for_says_so_wherever_it_is_sent_or_saved(client):
    paid = {"disclosure_answer": "declared", "disclosures": [Disclosure(kind="paid_partnership", party="Glow")]}
    page = client.get(factories.article("The serum", **paid).url).content.decode()
    assert page.count('data-title="[Paid partnership] The serum"') == 2
    assert "mailto:?subject=%5BPaid%20partnership%5D%20The%20serum&amp;" in page


def test_the_page_of_saved_stories_is_the_same_for_everybody(client):
    response = client.get("/saved/")
    assert "Kept in this browser alone" in response.content.decode()
    assert not response.cookies


def test_a_pick_renews_the_front_page(monkeypatch, home):
    calls = []
    monkeypatch.setattr("comments.moderation.refresh_pages", lambda pks, *, numbers=False: calls.append(numbers))
    comment = factories.comment(factories.article())
    decide(comment, Verb.PICK, by=factories.user(is_superuser=True))
    assert calls == [True]
