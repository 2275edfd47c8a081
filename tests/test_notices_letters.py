"""What stands in a letter, and which notices come together in one."""

import re

import html5lib
import pytest

from django.utils import timezone

from wagtail.users.models import UserProfile

from accounts.roles import Role
from notices.letters import digest, letter
from notices.models import Kind, Notice
from notices.wording import LETTERS, WEBHOOKS
from tests import factories

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> & <b>“%s” %(title)s {{ settings.SECRET_KEY }}"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def editor(staff):
    return staff[Role.COPY_EDITOR]


@pytest.fixture
def story(staff):
    return factories.article("A balm & more", owner=staff[Role.WRITER], live=False)


@pytest.fixture
def notice(story, editor):
    """notice(Kind.ASKED, note="…"): one that waits, with everything its words may need."""

    def make(kind, page=None, turn=None, **data):
        data = {"by": "Ada Example", "desk": "Copy desk", "stage": "Final approval", "source": "Dr. Ada Park"} | data
        if kind == Kind.SCHEDULED:
            data.setdefault("when", "2026-07-01T07:00:00+00:00")
        key = f"{kind}:{next(factories.number)}"
        now = timezone.now()
        return Notice.objects.create(
            recipient=editor, page_id=(page or story).pk, turn=turn, kind=kind, key=key, data=data, send_after=now
        )

    return make


def html_of(mail):
    (part,) = mail.alternatives
    return part[0]


def words_in(html):
    """What a reader sees of an HTML letter, between single spaces."""
    document = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return " ".join("".join(document.find("body").itertext()).split())


def links_in(html):
    document = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [link.get("href") for link in document.iter("a")]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_letter_says_the_same_in_text_and_html(notice, editor, kind):
    mail = letter(editor, [notice(kind, note="Who says it “works”?\nAnd where?")])
    assert mail.to == [editor.email]
    assert "A balm & more" in mail.subject
    html = words_in(html_of(mail))
    more = str(LETTERS[kind].more)
    for said in ("Who says it “works”?", "And where?", "Ada Example wrote:", more):
        assert said in mail.body
        assert said in html
    assert mail.subject in html
    assert mail.body.startswith(mail.subject)
    assert not re.search(r"%\(\w+\)s|{{|{%|None|\n{3}", mail.body)


def test_every_kind_and_every_event_has_its_words():
    assert set(LETTERS) == set(Kind)
    assert len(WEBHOOKS) == 12


@pytest.mark.parametrize("kind", Kind)
def test_hostile_titles_and_notes_stay_text(story, notice, editor, kind):
    story.title = story.draft_title = HOSTILE
    story.save()
    mail = letter(editor, [notice(kind, note=HOSTILE, because=HOSTILE, finding=HOSTILE, reason=HOSTILE, by=HOSTILE)])
    html = html_of(mail)
    assert "<script>" not in html
    assert "<b>" not in html
    assert HOSTILE in words_in(html)
    assert HOSTILE in mail.body
    assert HOSTILE in mail.subject


def test_a_headline_with_line_breaks_cannot_forge_a_header(story, notice, editor):
    story.title = story.draft_title = "Balm\r\nBcc: thief@example.org"
    story.save()
    mail = letter(editor, [notice(Kind.ASKED)])
    assert mail.subject == "“Balm Bcc: thief@example.org” is waiting for Copy desk"
    assert mail.message()["Bcc"] is None


def test_the_newest_headline_is_the_one_that_is_named(story, notice, editor):
    one = notice(Kind.ASKED)
    story.title = "A balm for spring"
    story.save_revision()
    one.refresh_from_db()
    assert letter(editor, [one]).subject == "“A balm for spring” is waiting for Copy desk"


def test_a_very_long_headline_is_shortened(story, notice, editor):
    story.title = story.draft_title = "Balm " * 50
    story.save()
    assert len(letter(editor, [notice(Kind.ASKED)]).subject) < 160


# Where it leads -----------------------------------------------------------------------------------


def leads_to(mail):
    """The address of the one button, which is also in the text."""
    url = links_in(html_of(mail))[0]
    assert url in mail.body
    return url


def test_a_letter_leads_to_the_very_place(story, notice, editor):
    edit = f"{BASE}/admin/pages/{story.pk}/edit/"
    expected = {
        notice(Kind.ASKED): edit,
        notice(Kind.SENT_BACK, comment=7): f"{edit}?comment=7",
        notice(Kind.SENT_BACK, comment=None): edit,
        notice(Kind.OVERRIDDEN, anchor="body.b1"): f"{edit}#:w:contentpath=body.b1",
        notice(Kind.OVERRIDDEN, anchor=""): edit,
        notice(Kind.FELL_AWAY, revision=3): f"{BASE}/admin/pages/{story.pk}/revisions/compare/3...latest/",
        notice(Kind.PUBLISHED): edit,  # it was taken down again meanwhile
    }
    assert [leads_to(letter(editor, [one])) for one in expected] == list(expected.values())


@pytest.mark.parametrize("kind", Kind)
def test_the_button_says_what_it_leads_to(notice, editor, kind):
    live = factories.article()
    assert str(LETTERS[kind].action) in words_in(html_of(letter(editor, [notice(kind, page=live)])))


def test_a_published_story_is_read_as_readers_do_as_long_as_they_can(notice, editor):
    story = factories.article()
    one = notice(Kind.PUBLISHED, page=story)
    assert leads_to(letter(editor, [one])) == story.full_url
    story.unpublish()
    one.refresh_from_db()
    mail = letter(editor, [one])
    assert "See the story:" in mail.body
    assert leads_to(mail) == f"{BASE}/admin/pages/{story.pk}/edit/"


def test_every_letter_leads_to_the_choice_of_letters(notice, editor):
    mail = letter(editor, [notice(Kind.ASKED)])
    assert links_in(html_of(mail))[-1] == f"{BASE}/admin/account/#tab-notifications"
    assert mail.extra_headers["List-Unsubscribe"] == f"<{BASE}/admin/account/#tab-notifications>"


def test_letters_are_marked_as_a_machines_and_hang_together_by_story(story, notice, editor):
    one, other = notice(Kind.ASKED), notice(Kind.CANCELLED)
    first, second = letter(editor, [one]).message(), letter(editor, [other]).message()
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["References"] == second["References"] == f"<story-{story.pk}@localhost>"
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Message-ID"] == letter(editor, [one]).message()["Message-ID"]


# Several in one -----------------------------------------------------------------------------------


def test_two_desks_of_one_person_are_one_sentence_and_one_quotation(notice, editor):
    note = "Mind the second paragraph."
    mail = letter(editor, [notice(Kind.ASKED, note=note), notice(Kind.ASKED, note=note, desk="Facts desk")])
    assert mail.subject == "“A balm & more” is waiting for Copy desk and Facts desk"
    assert mail.body.count(note) == 1


def test_what_is_most_pressing_comes_first_and_the_rest_below(notice, editor):
    mail = letter(editor, [notice(Kind.CANCELLED), notice(Kind.ASKED), notice(Kind.SENT_BACK, note="Shorter.")])
    assert mail.subject == "“A balm & more” came back from Final approval"
    html = words_in(html_of(mail))
    order = [html.index(words) for words in ("came back", "Shorter.", "is waiting for", "no longer waits")]
    assert order == sorted(order)


def test_a_link_that_leads_elsewhere_is_given_beside_the_first(story, notice, editor):
    mail = letter(
        editor, [notice(Kind.SENT_BACK, comment=7), notice(Kind.FELL_AWAY, revision=3), notice(Kind.CANCELLED)]
    )
    links = links_in(html_of(mail))
    assert len(links) == 4  # note in the margin, comparison, editor, choice of letters
    assert all(link in mail.body for link in links)
    same_place = letter(editor, [notice(Kind.ASKED), notice(Kind.CANCELLED)])
    assert len(links_in(html_of(same_place))) == 2


@pytest.mark.parametrize(
    ("covering", "covered"),
    [(Kind.FELL_AWAY, Kind.ASKED_AGAIN), (Kind.ASSIGNED, Kind.ASKED), (Kind.PUBLISHED, Kind.SCHEDULED)],
)
def test_what_says_more_about_the_same_turn_says_it_alone(story, notice, editor, covering, covered):
    turn = None if covering == Kind.PUBLISHED else factories.turn(factories.stage(story), Role.COPY_EDITOR)
    alone = letter(editor, [notice(covering, turn=turn)])
    both = letter(editor, [notice(covered, turn=turn), notice(covering, turn=turn)])
    assert (both.subject, both.body) == (alone.subject, alone.body)


def test_two_sign_offs_that_fell_are_told_each_with_its_desk_and_reason(story, notice, editor):
    stage = factories.stage(story)
    turns = [factories.turn(stage, role) for role in (Role.COPY_EDITOR, Role.FACT_CHECKER)]
    notices = [
        notice(Kind.FELL_AWAY, turn=turns[0], desk="Copy desk", because="Metadata changed by Ada Example"),
        notice(Kind.FELL_AWAY, turn=turns[1], desk="Facts desk", because="Statements changed by Ada Example"),
    ]
    mail = letter(editor, notices)
    assert "Copy desk: Metadata changed by Ada Example." in mail.body
    assert "Facts desk: Statements changed by Ada Example." in mail.body


def test_another_turn_is_told_beside_it(story, notice, editor):
    stage = factories.stage(story)
    turns = [factories.turn(stage, role) for role in (Role.COPY_EDITOR, Role.FACT_CHECKER)]
    mail = letter(editor, [notice(Kind.FELL_AWAY, turn=turns[0]), notice(Kind.ASKED, turn=turns[1], desk="Facts desk")])
    assert "is waiting for Facts desk" in mail.body


def test_every_override_of_one_moment_is_named(notice, editor):
    mail = letter(
        editor,
        [
            notice(Kind.OVERRIDDEN, finding="No dek.", note="Breaking news."),
            notice(Kind.OVERRIDDEN, finding="No topic.", note="None fits yet."),
        ],
    )
    for words in ("No dek.", "No topic.", "Breaking news.", "None fits yet."):
        assert mail.body.count(words) == 1
    assert mail.body.count("lets the story be published") == 1


# Times --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/London", "1 July 2026, 08:00 (Europe/London)"),
        ("America/New_York", "1 July 2026, 03:00 (America/New_York)"),
    ],
)
def test_times_are_the_houses_and_name_its_zone(notice, editor, settings, zone, shown):
    settings.TIME_ZONE = zone
    mail = letter(editor, [notice(Kind.SCHEDULED, when="2026-07-01T07:00:00+00:00")])
    assert shown in mail.subject


def test_a_deadline_is_named(notice, editor):
    mail = letter(editor, [notice(Kind.ASKED, due="2026-01-05T14:00:00+00:00")])
    assert "It is due on 5 January 2026, 14:00 (Europe/London)." in mail.body


# Once a day ---------------------------------------------------------------------------------------


def test_a_digest_tells_of_each_story_once_the_most_pressing_first(story, notice, editor):
    other = factories.article("A serum for spring", live=False)
    notices = [notice(Kind.PUBLISHED), notice(Kind.ASKED, page=other), notice(Kind.SENT_BACK, page=other, note="Why?")]
    mail = digest(editor, notices)
    assert mail.subject == "Your day: 2 stories"
    html = words_in(html_of(mail))
    for text in (mail.body, html):
        order = [text.index(words) for words in ("serum", "came back", "Why?", "is waiting for", "A balm & more")]
        assert order == sorted(order)
    assert "once a day, because you chose so" in mail.body
    assert f"{BASE}/admin/pages/{story.pk}/edit/" in mail.body
    assert not re.search(r"&amp;|\n{3}", mail.body)


def test_a_digest_of_hostile_titles_is_text_too(story, notice, editor):
    story.title = story.draft_title = HOSTILE
    story.save()
    html = html_of(digest(editor, [notice(Kind.ASKED, note=HOSTILE)]))
    assert "<script>" not in html
    assert HOSTILE in words_in(html)
    assert digest(editor, [notice(Kind.ASKED)]).subject == "Your day: 1 story"


def test_a_letter_is_in_the_language_of_its_reader(notice, editor):
    editor.wagtail_userprofile = UserProfile(user=editor, preferred_language="de")
    mail = letter(editor, [notice(Kind.ASKED)])
    assert '<html lang="de">' in html_of(mail)
