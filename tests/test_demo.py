"""The demo magazine: loaded once, complete, and nobody's work overwritten."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from PIL import Image

from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from wagtail.models import Comment, PageLogEntry, Site, WorkflowState

from accounts.models import User
from accounts.roles import Role
from articles.models import ArticlePage, TopicPage
from comments.models import CommentSettings, ReaderComment, Status
from demo.accounts import ACCOUNTS, PASSWORD
from demo.content import read
from demo.loading import load
from demo.magazine import PHOTOS
from demo.still_life.fields import Canvas
from home.models import HomePage, MagazineSettings, StandingPage
from notices.models import Notice
from people.models import PersonPage
from photos.models import Photo
from readiness.gate import blockers_in
from review.models import SignOff, Stage, Turn, TurnStatus
from tests import factories, newsroom

LIVE_STORIES = [
    "exosomes",
    "expiry-dates",
    "hard-water",
    "heat-honestly",
    "needles-at-home",
    "peel-diary",
    "red-lipstick",
    "retinol-slowly",
    "scalp-is-skin",
    "six-shades",
    "sunscreen-label",
    "what-a-moisturiser-does",
]


pytestmark = pytest.mark.xdist_group("demo")  # loaded once, by one process


@pytest.fixture(scope="module")
def small_pictures(tmp_path_factory):
    """The photographs at a twentieth of their size: the pages make twelve versions of each."""
    folder = tmp_path_factory.mktemp("photos")
    for path in PHOTOS.glob("*.jpg"):
        with Image.open(path) as image:
            image.reduce(20).save(folder / path.name)
    return folder


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, small_pictures):
    """The loaded magazine, for all tests of this file; each test's own changes are rolled back."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("demo.magazine.PHOTOS", small_pictures)
        mail.outbox = []
        load()
        yield {"letters": len(mail.outbox)}
        transaction.set_rollback(True)


@pytest.fixture
def magazine(demo, db):
    return demo


def blocks_of(story, kind):
    return [block.value for block in story.body if block.block_type == kind]


# Loading ------------------------------------------------------------------------------------


def test_a_second_load_changes_nothing(magazine):
    models = (ArticlePage, PersonPage, TopicPage, StandingPage, Photo, User, ReaderComment, PageLogEntry)
    before = [model.objects.count() for model in models]
    assert load() is False
    assert [model.objects.count() for model in models] == before


def test_an_editors_change_survives_the_next_load(magazine):
    story = ArticlePage.objects.get(slug="hard-water")
    story.title = "My better headline"
    story.save_revision()
    factories.publish(story)
    ArticlePage.objects.get(slug="red-light").delete()
    load()
    assert ArticlePage.objects.get(slug="hard-water").title == "My better headline"
    assert not ArticlePage.objects.filter(slug="red-light").exists()


def test_nothing_comes_back_after_everything_was_deleted(magazine):
    ArticlePage.objects.all().delete()
    load()
    assert not ArticlePage.objects.exists()


def test_loading_sends_no_letter(magazine):
    assert magazine["letters"] == 0


def test_nobody_is_told_of_what_happened_while_loading_and_everybody_of_what_comes_after(magazine):
    assert not Notice.objects.exists()
    story = ArticlePage.objects.get(slug="bathroom-oils")
    newsroom.submit(story, User.objects.get(email="writer@demo.example"))
    told = set(Notice.objects.values_list("recipient__email", flat=True))
    assert {"copy@demo.example", "facts@demo.example", "photo@demo.example"} <= told


def test_the_log_of_the_loaded_magazine_is_as_it_was_sealed(magazine):
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert f"{PageLogEntry.objects.count()} entries are as they were sealed" in said.getvalue()


def test_a_change_of_the_loaded_log_is_found(magazine):
    PageLogEntry.objects.filter(action="review.sign_off").first().delete()
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=StringIO())


# People -------------------------------------------------------------------------------------


def test_there_is_an_account_for_each_role(magazine, client):
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.check_password(PASSWORD)
        assert user.emailaddress_set.filter(verified=True, primary=True).exists()
        assert [group.name for group in user.groups.all()] == ([account.role.value] if account.role else [])
    assert [user.email for user in User.objects.filter(is_superuser=True)] == ["admin@demo.example"]


def test_a_second_managing_editor_can_log_in_to_sign_what_the_first_has_changed(magazine):
    chiefs = [account for account in ACCOUNTS if account.role == Role.MANAGING_EDITOR]
    assert [account.email for account in chiefs] == ["managing@demo.example", "borage@demo.example"]


def test_the_writers_account_is_the_writer(magazine):
    assert User.objects.get(email="writer@demo.example").person.title == "Marigold Thistlewick"


def test_the_accounts_are_printed_with_the_addresses(magazine, settings):
    User.objects.get(email="photo@demo.example").delete()
    changed = User.objects.get(email="copy@demo.example")
    changed.set_password("something-else-1")
    changed.save()
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/" in said.getvalue()
    lines = {words[-2]: words[-1] for line in said.getvalue().splitlines() if len(words := line.split()) > 2}
    assert lines["writer@demo.example"] == PASSWORD
    assert lines["copy@demo.example"] == "(changed)"
    assert "photo@demo.example" not in lines


def test_four_people_write_and_six_are_quoted(magazine):
    assert PersonPage.objects.live().filter(is_writer=True).count() == 4
    assert PersonPage.objects.live().filter(is_expert=True).count() == 6
    assert PersonPage.objects.live().filter(is_medical_reviewer=True).exists()


def test_nobody_reviews_a_story_that_quotes_them(magazine):
    for story in ArticlePage.objects.exclude(medical_reviewer=None):
        assert story.medical_reviewer not in story.cited_people


# Stories ------------------------------------------------------------------------------------


def test_twelve_stories_stand_on_four_topics(magazine):
    topics = TopicPage.objects.live().annotate(number=Count("stories", filter=Q(stories__live=True)))
    assert {topic.title: topic.number for topic in topics} == {"Skin": 3, "Hair": 3, "Make-up": 3, "Treatments": 3}
    assert sorted(ArticlePage.objects.live().values_list("slug", flat=True)) == LIVE_STORIES


def test_two_stories_are_new_today_and_the_others_spread_over_weeks(magazine):
    ages = [timezone.now() - at for at in ArticlePage.objects.live().values_list("first_published_at", flat=True)]
    assert len([age for age in ages if age.days < 1]) == 2
    assert max(ages).days > 28


@pytest.mark.parametrize("slug", LIVE_STORIES)
def test_a_published_story_shows_and_lacks_nothing(magazine, client, slug):
    story = ArticlePage.objects.get(slug=slug)
    since = {"product_recalled"} if slug == "what-a-moisturiser-does" else set()  # after it was published
    assert {finding.rule for finding in blockers_in(story)} == since
    assert 400 <= story.word_count <= 900
    assert client.get(story.url).status_code == 200


def test_every_kind_of_block_is_used_except_videos_from_elsewhere(magazine):
    used = {block.block_type for story in ArticlePage.objects.all() for block in story.body}
    assert used == ArticlePage.body.field.stream_block.child_blocks.keys() - {"embed"}


def test_every_kind_of_statement_is_used(magazine):
    used = {statement["kind"] for story in ArticlePage.objects.all() for statement in blocks_of(story, "statement")}
    assert used == {"direct", "partial", "paraphrase", "written", "translated"}


def test_the_golden_story_paraphrases_three_doctors_and_quotes_none(magazine):
    story = ArticlePage.objects.get(slug="exosomes")
    statements = blocks_of(story, "statement")
    assert [statement["kind"] for statement in statements] == ["paraphrase"] * 6
    assert len({statement["person"].pk for statement in statements}) == 3
    for person in story.cited_people:
        assert person.honorific == "Dr."
        assert {str(gap) for gap in person.missing} >= {"first name", "credential"}


def test_the_golden_story_has_its_structure(magazine, client):
    story = ArticlePage.objects.get(slug="exosomes")
    assert all(text.endswith("?") for _anchor, text in story.headings)
    assert blocks_of(story, "experience")[0]["paid_by"] == "magazine"
    assert [treatment.name for treatment in story.treatments.all()] == ["Exosome therapy", "Microneedling"]
    result = blocks_of(story, "photo")[0]
    assert result["elapsed"]
    assert result.shown_caption
    assert result.shown_credit == "Marigold Thistlewick"
    page, _comments, _below = client.get(story.url).content.decode().partition('id="comments"')
    assert "<blockquote" not in page
    assert "Exosome therapy is not approved in the United States." in page
    assert HomePage.objects.get().lead_story == story


def test_there_is_a_draft_at_every_stage(magazine):
    stages = {story.slug: story.status_string for story in ArticlePage.objects.all() if story.has_unpublished_changes}
    assert stages == {
        "after-the-needles": "at the desks",
        "bathroom-oils": "draft",
        "broken-powder": "at the desks",
        "dry-shampoo": "at the desks",
        "foam": "at the desks",
        "fringe": "draft",
        "heat-honestly": "live + draft",
        "lip-balm-loop": "at the desks",
        "red-light": "draft",
        "sunday-bath": "scheduled",
    }
    assert ArticlePage.objects.get(slug="sunday-bath").scheduled_revision.approved_go_live_at > timezone.now()


@pytest.mark.parametrize(
    ("slug", "desks"),
    [
        ("after-the-needles", ["Medical desk"]),
        ("broken-powder", ["Copy desk", "Facts desk", "Photo desk"]),
        ("dry-shampoo", ["Copy desk"]),
        ("foam", ["Managing editors"]),
        ("fringe", []),
        ("lip-balm-loop", ["Copy desk", "Facts desk"]),
    ],
)
def test_each_draft_waits_for_the_desks_that_have_not_signed(magazine, slug, desks):
    story = ArticlePage.objects.get(slug=slug)
    assert newsroom.waiting(story) == desks
    run = newsroom.run(story)
    for turn in Turn.objects.filter(page=story, status=TurnStatus.OPEN).select_related("stage"):
        assert run.could_sign(turn.stage, turn), turn


def test_one_sign_off_has_fallen_away_and_says_why(magazine):
    fallen = SignOff.objects.get(fell_at__isnull=False)
    assert fallen.page.slug == "lip-balm-loop"
    assert fallen.fell_because == "Text and claims changed by Linden Proofwright"


def test_one_story_is_claimed_by_a_colleague(magazine):
    turn = Turn.objects.get(assignee__isnull=False)
    assert (turn.page.slug, str(turn.assignee)) == ("dry-shampoo", "Yarrow Semicolby")


def test_one_story_was_sent_back_with_a_note_in_the_letter_and_one_in_the_margin(magazine):
    sent_back = WorkflowState.objects.get(status=WorkflowState.STATUS_NEEDS_CHANGES)
    story = sent_back.content_object
    assert story.slug == "fringe"
    assert "Clementine" in sent_back.current_task_state.comment
    note = Comment.objects.get()
    block = next(block for block in newsroom.newest(story).body if note.contentpath == f"body.{block.id}")
    [place] = json.loads(note.position)
    paragraph = re.search(rf'<p data-block-key="{place["key"]}">(.*?)</p>', block.value.source)[1]
    assert paragraph[place["start"] : place["end"]] == "causes"
    assert "must be resolved first" in " ".join(str(finding.message) for finding in blockers_in(newsroom.newest(story)))


def test_the_draft_with_gaps_says_what_is_missing(magazine):
    story = ArticlePage.objects.get(slug="red-light")
    needed = " ".join(str(finding.message) for finding in blockers_in(story))
    for gap in ("dek", "Nobody is named", "alt text", "credit", "agree"):
        assert gap in needed


@pytest.mark.parametrize("slug", LIVE_STORIES)
def test_every_published_story_was_signed_for_by_the_right_people_and_not_at_once(magazine, slug):
    story = ArticlePage.objects.get(slug=slug)
    desks = {"copy", "facts", "photo", "managing"} | ({"medical"} if story.treatments.exists() else set())
    signed = list(SignOff.objects.filter(page=story).order_by("given_at"))
    assert {sign_off.approver.email for sign_off in signed} == {f"{desk}@demo.example" for desk in desks}
    assert signed[-1].approver.email == "managing@demo.example"
    moments = [entry.timestamp for entry in PageLogEntry.objects.filter(page=story.pk).order_by("timestamp")]
    assert (moments[-1] - moments[0]).days >= 1
    assert len({sign_off.given_at.replace(minute=0) for sign_off in signed}) == len(signed)


def test_every_moment_of_a_storys_road_stands_where_its_log_says(magazine):
    for story in ArticlePage.objects.all():
        stages = Stage.objects.filter(page=story, opened_at__isnull=False)
        for turn in Turn.objects.filter(stage__in=stages, opened_at__isnull=False).select_related("stage"):
            assert turn.stage.opened_at <= turn.opened_at < timezone.now()
        for sign_off in SignOff.objects.filter(page=story).select_related("turn", "revision"):
            if not sign_off.fell_at:  # else the desk is asked again since
                assert sign_off.turn.opened_at <= sign_off.given_at
            assert sign_off.revision.created_at <= sign_off.given_at
            logged = PageLogEntry.objects.get(
                page=story.pk, action="review.sign_off", user=sign_off.approver, data__desk=sign_off.turn.desk_name
            )
            assert abs(logged.timestamp - sign_off.given_at) < timedelta(seconds=5)


# The rest of the house ----------------------------------------------------------------------


def test_every_public_page_opens(magazine, client):
    pages = [
        HomePage.objects.get(),
        *TopicPage.objects.live(),
        *PersonPage.objects.live(),
        *StandingPage.objects.live(),
    ]
    for page in pages:
        assert client.get(page.url).status_code == 200, page
    assert StandingPage.objects.live().filter(show_in_menus=True).count() == 6


def test_the_magazine_has_a_name_and_its_comment_rules(magazine):
    site = Site.objects.get(is_default_site=True)
    assert MagazineSettings.for_site(site).name == "Petal & Proof"
    assert CommentSettings.for_site(site).rules_page.slug == "comment-rules"


def test_comments_stand_in_every_state_and_answer_each_other(magazine):
    written = set(ReaderComment.objects.values_list("status", flat=True))
    assert written == set(Status.values) - {Status.WITHDRAWN, Status.ERASED}
    assert ReaderComment.objects.filter(status=Status.APPROVED, depth=2).exists()


def test_no_comment_is_older_than_its_story_or_its_decision(magazine):
    for comment in ReaderComment.objects.select_related("article"):
        assert comment.article.first_published_at < comment.created_at < timezone.now()
        moments = [action.at for action in comment.history.order_by("version")]
        assert moments == sorted(moments)
        assert comment.parent is None or comment.parent.created_at <= comment.created_at


# Photographs --------------------------------------------------------------------------------


def test_the_photographs_are_large_and_the_files_small():
    paths = list(PHOTOS.glob("*.jpg"))
    assert len(paths) >= 16
    for path in paths:
        with Image.open(path) as image:
            assert max(image.size) >= 1600, path
        assert path.stat().st_size <= 350_000, path
    assert sum(path.stat().st_size for path in paths) <= 5_000_000


def test_every_photograph_has_its_words(magazine):
    used = {words.get("file", key) for key, words in read("photographs")["photographs"].items()}
    assert used == {path.stem for path in PHOTOS.glob("*.jpg")}
    for photo in Photo.objects.exclude(title="IMG_4127"):
        assert photo.missing == [], photo
        assert photo.alt_text != photo.caption


def test_a_scene_drawn_twice_is_the_same_picture():
    once, again = (Canvas(60, 40, seed=7) for _ in range(2))
    assert once.clouds(3).image.tobytes() == again.clouds(3).image.tobytes()
    assert once.grain().image.tobytes() == again.grain().image.tobytes()
