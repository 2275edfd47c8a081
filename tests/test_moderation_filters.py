import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from comments import flags
from comments.models import ReaderComment, Status
from comments.states import Queue
from moderation.filters import asked, narrowed
from moderation.models import SavedFilter
from moderation.paging import stretch
from moderation.words import with_words, words_in
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def moderator(client, staff):
    """A moderator, logged in."""
    client.force_login(staff[Role.COMMENT_MODERATOR])
    return staff[Role.COMMENT_MODERATOR]


def text(response):
    return response.content.decode()


def found(query):
    return list(narrowed(ReaderComment.objects.all(), QueryDict(query)))


# Words


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("glycerin", True),
        ("GLYCERIN", True),
        ("serum glycerin", True),
        ("glycerin retinol", False),
        ("Olga", True),
        ("olga@example.org", True),
        ("olga glycerin", False),
        ("cheap.example", True),
        ("retinol'); DROP TABLE", False),
        ("glycerin & !", True),
        ('"', False),
        ("&|!()", False),
        ("", False),
    ],
)
def test_comments_are_found_by_words_and_by_the_names_of_their_authors(story, typed, is_found):
    author = factories.user(display_name="Olga Example", email="olga@example.org")
    comment = factories.comment(story, by=author, body="A glycerin serum from https://cheap.example/now, I’d say")
    assert list(with_words(ReaderComment.objects.all(), typed)) == ([comment] if is_found else [])


def test_guests_are_found_by_name_and_address(story):
    comment = factories.guest_comment(story, guest_name="Gusta Example", guest_email="gusta@example.org")
    for typed in ("gusta", "gusta@example.org"):
        assert list(with_words(ReaderComment.objects.all(), typed)) == [comment]


def test_words_are_found_as_they_are_now(story):
    comment = factories.comment(story, body="Before")
    ReaderComment.objects.filter(pk=comment.pk).update(body="Afterwards", edit_body="Perhaps")
    for typed, number in (("before", 0), ("afterwards", 1), ("perhaps", 1)):
        assert len(with_words(ReaderComment.objects.all(), typed)) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_is_no_error(typed):
    list(with_words(ReaderComment.objects.all(), typed))
    assert all(re.search(r"[^\s\0\"'\\]", word) for word in words_in(typed))


# Filters


def test_each_filter_finds_what_it_says(story):
    topic = factories.topic("Nails")
    elsewhere = factories.article("A comb of horn", topic=topic)
    plain = factories.comment(story)
    there = factories.comment(elsewhere)
    scored = factories.comment(story, score=80)
    old = factories.comment(story, created_at=timezone.now() - timedelta(days=400))
    noted = factories.comment(story)
    noted.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
    shadow = factories.comment(story)
    shadow.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link", shadow=True)
    flagged = factories.comment(story)
    flags.flag(flagged, flags.FlagReason.UNSAFE, by=factories.user())
    guest = factories.guest_comment(story, guest_email="gus@example.org")
    assert found("headline=horn") == [there]
    assert found(f"topic={topic.pk}") == [there]
    assert found("score_min=50") == [scored]
    assert found("score_max=50") == []
    assert found(f"created_at_to={(timezone.now() - timedelta(days=300)).date()}") == [old]
    assert found("rule=contains_link") == [noted]
    assert found("flagged=unsafe") == [flagged]
    assert found("flagged=abuse") == []
    assert found("author=gus@example.org") == [guest]
    assert found(f"author={plain.author.email.upper()}") == [plain]
    assert found(f"author={plain.author.display_name.replace(' ', '+')}")[0] == plain
    assert found(f"headline=glass&rule=contains_link&author={noted.author.email}") == [noted]


@pytest.mark.parametrize("query", ["topic=999999", "rule=nonsense", "flagged=x", "score_min=x", "created_at_from=x"])
def test_a_filter_that_makes_no_sense_finds_nothing(story, query):
    factories.comment(story)
    assert found(query) == []


def test_of_a_query_only_what_filters_understand_is_kept():
    query = QueryDict("q=serum&topic=&queue=spam&place=after-1-1&p=3&score_min=50&evil=%3Cscript%3E&q=glow")
    assert asked(query).urlencode() == "q=glow&score_min=50"


# Saved filters


def save(client, **fields):
    sent = {"name": "Links", "queue": "pending", "query": "q=http&evil=1"} | fields
    return client.post(reverse("moderation:save_filter"), sent, follow=True)


def test_a_filter_is_kept_and_stands_above_the_list(client, story, moderator):
    assert "Saved as “Links”." in text(save(client))
    saved = SavedFilter.objects.get()
    assert (saved.owner, saved.query) == (moderator, "q=http")
    page = text(client.get(reverse("moderation:index")))
    assert f'href="{saved.get_absolute_url()}"' in page
    save(client, query="q=https")
    assert SavedFilter.objects.get().query == "q=https"


def test_shared_filters_are_everybodys_and_others_own_are_nobodys(client, staff, moderator):
    save(client, shared="on", name="Shared one")
    save(client, name="My own")
    client.force_login(staff[Role.MANAGING_EDITOR])
    page = text(client.get(reverse("moderation:index")))
    assert "Shared one" in page
    assert "My own" not in page
    own = SavedFilter.objects.get(name="My own")
    assert client.post(reverse("moderation:delete_filter", args=[own.pk])).status_code == 404
    shared = SavedFilter.objects.get(name="Shared one")
    page = text(client.post(reverse("moderation:delete_filter", args=[shared.pk]), follow=True))
    assert "was deleted" in page
    assert list(SavedFilter.objects.all()) == [own]
    assert reverse("moderation:save_filter") in page  # brings it back
    assert re.findall(r'name="shared" value="on"', page)


def test_a_search_that_is_saved_already_is_not_offered_once_more(client, story, moderator):
    save(client)
    address = SavedFilter.objects.get().get_absolute_url()
    assert "This search is saved as “Links”." in text(client.get(address))
    assert "Save this search" not in text(client.get(address))
    assert "Save this search" in text(client.get(f"{address}s"))


@pytest.mark.parametrize(
    "broken", [{"name": ""}, {"query": ""}, {"query": "evil=1"}, {"query": "score_min=x"}, {"queue": "x"}]
)
def test_a_filter_that_makes_no_sense_is_not_kept(client, moderator, broken):
    page = text(save(client, **broken))
    assert f"The filter “{broken.get('name', 'Links')}” was not saved." in page
    assert not SavedFilter.objects.exists()


def test_others_keep_no_filters(client, staff):
    client.force_login(staff[Role.WRITER])
    save(client)
    assert not SavedFilter.objects.exists()


# Pages by place


@pytest.mark.parametrize("queue", [Queue.PENDING, Queue.APPROVED])
def test_pages_by_place_have_every_comment_once_in_both_directions(story, queue):
    now = timezone.now()
    for number in range(23):  # several at the same moment
        fields = {"created_at": now - timedelta(minutes=number // 4)}
        factories.comment(story, status=Status.PENDING if queue == Queue.PENDING else Status.APPROVED, **fields)
    comments = ReaderComment.objects.filter(queue=queue)
    order = ("ranked_at", "pk") if queue == Queue.PENDING else ("-created_at", "-pk")
    everything = list(comments.order_by(*order))
    pages, together, place = [], [], ""
    while True:
        page, before, place = stretch(comments, queue, place, 5)
        pages.append(page)
        together += page
        if not place:
            break
    assert together == everything
    assert stretch(comments, queue, "", 5)[1] == ""
    for page in reversed(pages[:-1]):
        found_page, before, after = stretch(comments, queue, before, 5)
        assert found_page == page
        assert after
    assert before == ""


@pytest.mark.parametrize("place", ["x", "after-1", "after-1-x", "before-" + "9" * 30 + "-1", "after--1-1", "after-²-1"])
def test_a_place_that_makes_no_sense_is_the_beginning(story, place):
    comment = factories.comment(story, status=Status.PENDING)
    assert stretch(ReaderComment.objects.all(), Queue.PENDING, place, 5) == ([comment], "", "")


def test_the_last_place_of_all_is_no_error(story):
    factories.comment(story, status=Status.PENDING)
    for side in ("after", "before"):
        stretch(ReaderComment.objects.all(), Queue.PENDING, f"{side}-{'9' * 16}-{'9' * 18}", 5)


def test_the_list_leads_from_page_to_page(client, story, moderator):
    comments = [factories.comment(story, status=Status.PENDING, by=moderator) for _number in range(45)]
    page, shown = text(client.get(reverse("moderation:index"))), 0
    while True:
        shown += page.count('id="comment_')
        following = re.search(r'class="next"><a href="([^"]+)"', page)
        if not following:
            break
        page = text(client.get(following[1].replace("&amp;", "&")))
    assert shown == len(comments)
    assert "First page" in page


def test_the_list_can_stand_by_age_instead_of_by_urgency(client, story, moderator):
    now = timezone.now()
    for hours in range(30):
        comment = factories.comment(story, status=Status.PENDING, by=moderator, created_at=now - timedelta(hours=hours))
        ReaderComment.objects.filter(pk=comment.pk).update(ranked_at=now - timedelta(hours=hours % 7))
    for ordering in ("created_at", "-created_at"):
        page, shown = text(client.get(reverse("moderation:index"), {"ordering": ordering})), []
        while page:
            shown += [int(pk) for pk in re.findall(r'id="comment_(\d+)_title"', page)]
            following = re.search(r'class="next"><a href="([^"]+)"', page)
            page = text(client.get(following[1].replace("&amp;", "&"))) if following else ""
        assert shown == list(ReaderComment.objects.order_by(ordering).values_list("pk", flat=True))
    assert "Newest first." in text(client.get(reverse("moderation:index"), {"ordering": "-created_at"}))
    assert "Most urgent first" in text(client.get(reverse("moderation:index")))


def test_nothing_of_an_erased_comment_is_found(story):
    comment = factories.comment(story, body="Secretword", by=factories.user(display_name="Secretname"))
    assert found("q=secretword")
    ReaderComment.objects.filter(pk=comment.pk).update(
        status=Status.ERASED, body="", edit_body="", author=None, decided_at=timezone.now()
    )
    assert not found("q=secretword")
    assert not found("q=secretname")
