"""The screen of rules, the house's words, and what both do to comments."""

import uuid

import pytest

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.urls import reverse

from wagtail.models import ModelLogEntry

from accounts.roles import Role
from comments import posting
from comments.access import Access
from comments.models import ReaderComment, ScreeningNote, Status
from screening import pipeline
from screening.models import HouseWord, LearnedWeights, RuleSetting
from screening.pipeline import profile_book
from screening.rulebook import WordKind, arrangement, current_book, each_rule, profile_in_use, set_rules
from screening.rules.rule import HOUSE_RULES, Mode, Profile
from tests import factories

pytestmark = pytest.mark.django_db

SHOUTING = "THIS PRODUCT RUINED MY WHOLE SUMMER"


@pytest.fixture
def editor(client):
    person = factories.user(Role.MANAGING_EDITOR)
    client.force_login(person)
    return person


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def use(editor):
    """Set a profile, with some rules otherwise."""

    def use_profile(profile, **modes):
        book = profile_book(profile)
        set_rules(book | {name: (mode, book[name][1]) for name, mode in modes.items()}, by=editor)

    return use_profile


def rules_url():
    return reverse("moderation:rules")


def text(response):
    return response.content.decode()


def as_posted(book):
    posted = {}
    for name, (mode, number) in book.items():
        posted[f"{name}-mode"] = mode.value
        if number is not None:
            posted[f"{name}-number"] = number
    return posted


# The book


def test_a_new_house_is_balanced():
    assert profile_in_use(current_book()) is Profile.BALANCED
    assert not RuleSetting.objects.exists()


def test_what_the_house_has_set_is_one_question_and_holds_at_once(django_assert_num_queries):
    before = arrangement()
    RuleSetting.objects.create(rule="capitals", mode=Mode.SHADOW, number=55)
    HouseWord.objects.create(text="Gloop", kind=WordKind.BLOCKED)
    LearnedWeights.objects.create(pk=1, version="7", weights=b"", bias=0, spam=0, innocent=0)
    with django_assert_num_queries(1):
        now = arrangement()
    assert (now.book["capitals"], now.words.blocked.listed, now.learned) == ((Mode.SHADOW, 55), {"gloop": "Gloop"}, "7")
    HouseWord.objects.all().delete()
    RuleSetting.objects.update(mode=Mode.OFF, number=None)
    assert arrangement().words == before.words
    assert arrangement().book["capitals"] == (Mode.OFF, before.book["capitals"][1])


def test_every_rule_that_can_be_switched_is_asked():
    assert {rule.name for rule in each_rule()} == set(HOUSE_RULES)


@pytest.mark.parametrize("profile", Profile)
def test_a_profile_fills_in_the_form_and_saving_sets_every_rule(client, editor, profile):
    response = client.get(rules_url(), {"profile": profile.value})
    assert not RuleSetting.objects.exists()
    initial = {name: field.initial for name, field in response.context["form"].fields.items()}
    client.post(rules_url(), {name: initial[name] for name in as_posted(profile_book(profile))})
    assert current_book() == profile_book(profile)
    assert profile_in_use(current_book()) is profile


def test_the_screen_names_the_profile_in_force_and_what_another_would_change(client, editor):
    page = text(client.get(rules_url(), {"profile": "open"}))
    assert "In force: the profile <strong>Balanced</strong>" in page
    book, now = profile_book(Profile.OPEN), current_book()
    changed = [rule for rule in each_rule() if book[rule.name] != now[rule.name]]
    assert f"The profile Open changes {len(changed)} rules" in page
    for rule in changed:
        assert f"<li>{rule.label}: " in page
    assert "All rules are as in the profile Balanced already." in text(client.get(rules_url(), {"profile": "balanced"}))
    client.post(rules_url(), as_posted(now | {"capitals": (Mode.SHADOW, 55)}))
    assert "In force: settings of your own" in text(client.get(rules_url()))


def test_there_is_no_other_profile(client, editor):
    assert client.get(rules_url(), {"profile": "anarchy"}).status_code == 404


def test_the_screen_shows_every_rule_and_saves_what_is_chosen(client, editor):
    page = text(client.get(rules_url()))
    for rule in each_rule():
        assert f'name="{rule.name}-mode"' in page
    book = current_book() | {"capitals": (Mode.SHADOW, 55)}
    assert "1 rule changed." in text(client.post(rules_url(), as_posted(book), follow=True))
    assert current_book()["capitals"] == (Mode.SHADOW, 55)
    assert profile_in_use(current_book()) is None
    assert "All rules were like that already." in text(client.post(rules_url(), as_posted(book), follow=True))


def test_each_changed_rule_is_logged(client, editor):
    client.post(rules_url(), as_posted(current_book() | {"capitals": (Mode.OFF, 70)}))
    entry = ModelLogEntry.objects.get(action="comments.rule")
    assert entry.user == editor
    assert entry.data == {"mode": "off", "number": 70}


@pytest.mark.parametrize("wrong", [{"capitals-mode": "burn"}, {"capitals-number": "-1"}, {"capitals-number": "9" * 30}])
def test_a_wrong_field_changes_nothing_and_is_marked(client, editor, wrong):
    response = client.post(rules_url(), as_posted(current_book()) | wrong)
    assert "Nothing was changed" in text(response)
    assert "error-message" in text(response)
    assert not RuleSetting.objects.exists()


def test_a_rule_without_advice_cannot_refuse(client, editor):
    response = client.post(rules_url(), as_posted(current_book()) | {"everyone_waits-mode": "refuse"})
    assert "Nothing was changed" in text(response)


@pytest.mark.parametrize("role", [Role.COMMENT_MODERATOR, Role.WRITER])
def test_only_managing_editors_switch_rules(client, role):
    client.force_login(factories.user(role))
    assert client.get(rules_url()).status_code == 302
    client.post(rules_url(), as_posted(profile_book(Profile.OPEN)))
    assert not RuleSetting.objects.exists()
    assert client.get(reverse("house_words:index")).status_code == 302


def test_a_setting_for_a_rule_that_is_gone_is_ignored():
    RuleSetting.objects.create(rule="phrenology", mode=Mode.REFUSE)
    assert "phrenology" not in current_book()


def test_the_database_takes_no_mode_that_is_none():
    with pytest.raises(IntegrityError):
        RuleSetting.objects.create(rule="capitals", mode="burn")


# What it does to comments


def send(client, story, body="Does it sting?", **fields):
    address = reverse("comments:write", args=[story.pk])
    return client.post(address, {"body": body, "submission": uuid.uuid4()} | fields)


def fields_of(response):
    return {field.name: field.value() or "" for field in response.context["form"] if field.name != "body"}


@pytest.fixture
def reader(client, use):
    """Set the rules first: this logs the editor out."""
    person = factories.user()
    client.force_login(person)
    return person


def test_in_the_open_profile_a_readers_comment_is_on_the_page_at_once(story, use):
    use(Profile.OPEN)
    comment, _is_new = posting.submit(story, by=factories.user(), body="Does it sting?")
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert comment.decided_at == comment.created_at


def test_in_the_open_profile_a_confirmed_guest_is_on_the_page_at_once(story, use):
    use(Profile.OPEN)
    guest = {"by": AnonymousUser(), "access": Access.WRITE_AS_GUEST, "guest_name": "Gus"}
    clean, _is_new = posting.submit(story, body="Does it sting?", guest_email="a@example.org", **guest)
    held, _is_new = posting.submit(story, body="What a bitch", guest_email="b@example.org", **guest)
    assert {clean.status, held.status} == {Status.UNCONFIRMED}
    posting.confirm(clean)
    posting.confirm(held)
    for comment in (clean, held):
        comment.refresh_from_db()
    assert (clean.status, held.status) == (Status.APPROVED, Status.PENDING)
    assert clean.decided_at
    assert held.history.latest("version").rule == "suspect_words"


def test_what_held_a_guest_when_sent_holds_after_the_confirmation_too(story, use):
    use(Profile.OPEN)
    guest = {"by": AnonymousUser(), "access": Access.WRITE_AS_GUEST, "guest_name": "Gus"}
    arrival = posting.Arrival(trapped=True)
    comment, _is_new = posting.submit(story, body="Hello", guest_email="a@example.org", arrival=arrival, **guest)
    posting.confirm(comment)
    assert comment.status == Status.PENDING


def test_a_comment_is_given_back_once_with_its_text_and_then_held(client, story, use, reader):
    use(Profile.BALANCED, capitals=Mode.REFUSE)
    first = send(client, story, SHOUTING)
    assert first.status_code == 400
    assert "Capitals read like shouting" in text(first)
    assert SHOUTING in text(first)
    assert not ReaderComment.objects.exists()
    again = client.post(first.request["PATH_INFO"], {"body": SHOUTING} | fields_of(first))
    assert again.status_code == 302
    comment = ReaderComment.objects.get()
    assert comment.status == Status.PENDING
    assert "capitals" in {note.rule for note in comment.notes.all()}


def test_rephrased_it_is_taken_like_any_other(client, story, use, reader):
    use(Profile.BALANCED, capitals=Mode.REFUSE)
    first = send(client, story, SHOUTING)
    client.post(first.request["PATH_INFO"], {"body": SHOUTING.lower()} | fields_of(first))
    assert "capitals" not in {note.rule for note in ReaderComment.objects.get().notes.all()}


def test_two_faults_are_given_back_one_after_the_other(client, story, use, reader):
    use(Profile.BALANCED, capitals=Mode.REFUSE)
    body = f"{SHOUTING} YOU WANKER"
    first = send(client, story, body)
    second = client.post(first.request["PATH_INFO"], {"body": body} | fields_of(first))
    assert second.status_code == 400
    assert client.post(first.request["PATH_INFO"], {"body": body} | fields_of(second)).status_code == 302
    assert ReaderComment.objects.get().status == Status.PENDING


def test_a_filled_trap_and_a_quick_form_are_noted(client, story, reader):
    send(client, story, homepage="https://example.org")
    assert {"honeypot", "too_quick"} <= {note.rule for note in ReaderComment.objects.get().notes.all()}


def test_a_form_kept_open_for_a_while_is_not_quick(client, story, reader, time_machine):
    time_machine.move_to("2026-11-25T12:00:00+00:00")
    page = client.get(reverse("comments:write", args=[story.pk]))
    time_machine.move_to("2026-11-25T12:00:09+00:00")
    client.post(reverse("comments:write", args=[story.pk]), fields_of(page) | {"body": "Does it sting?"})
    assert "too_quick" not in {note.rule for note in ReaderComment.objects.get().notes.all()}


@pytest.mark.parametrize("opened", ["", "nonsense", "a" * 5000, "x:y", "\x00"])
def test_a_forged_age_is_no_age(client, story, reader, opened):
    assert send(client, story, opened=opened).status_code in {302, 400}
    for comment in ReaderComment.objects.all():
        assert "too_quick" in {note.rule for note in comment.notes.all()}


def test_no_page_lets_the_trap_be_seen_or_reached(client, story, reader):
    page = text(client.get(story.url))
    assert 'visually-hidden" aria-hidden="true"' in page
    assert 'tabindex="-1"' in page


def test_a_shadow_rule_leaves_a_note_and_changes_nothing(story, use):
    use(Profile.OPEN, capitals=Mode.SHADOW)
    comment, _is_new = posting.submit(story, by=factories.user(), body=SHOUTING)
    assert comment.status == Status.APPROVED
    assert [(note.rule, note.shadow) for note in comment.notes.all()] == [("capitals", True)]


def test_a_rule_that_breaks_holds_in_the_open_profile(story, use, monkeypatch):
    def broken(submission):
        raise ZeroDivisionError

    use(Profile.OPEN)
    monkeypatch.setattr(pipeline, "SCREENS", [*pipeline.SCREENS, broken])
    comment, _is_new = posting.submit(story, by=factories.user(), body="Does it sting?")
    assert comment.status == Status.PENDING


def test_moderators_read_in_the_queue_and_beside_the_comment_what_the_rules_said(client, story, reader):
    send(client, story, "What a bitch, read https://example.org")
    client.force_login(factories.user(Role.COMMENT_MODERATOR))
    comment = ReaderComment.objects.get()
    for address in (reverse("moderation:index"), reverse("moderation:inspect", args=[comment.pk])):
        page = text(client.get(address))
        assert "Has the suspect word “bitch”" in page
        assert "Contains a link" in page


def test_a_note_never_quotes_the_writer(story):
    secret = "Jane.Doe@example.org, +44 20 7946 0018, 12 Rose Hill Road, https://xn--secret.example/?ref=jane"
    comment = factories.comment(story, body=secret)
    verdict = pipeline.screen(pipeline.Submission(body=secret), profile_book(Profile.BALANCED))
    posting.keep_notes(comment, verdict)
    said = " ".join(ScreeningNote.objects.values_list("sentence", flat=True)).casefold()
    assert len(verdict.notes) > 3
    for piece in ("jane", "7946", "rose", "secret"):
        assert piece not in said


# The house's words


def test_managing_editors_list_words(client, editor):
    response = client.post(reverse("house_words:add"), {"text": "  Glow   Pro ", "kind": "blocked"})
    assert response.status_code == 302
    word = HouseWord.objects.get()
    assert (word.text, word.key) == ("Glow Pro", "glow pro")
    assert "Glow Pro" in text(client.get(reverse("house_words:index")))
    client.post(reverse("house_words:edit", args=[word.pk]), {"text": "Glow Pro", "kind": "suspect"})
    client.post(reverse("house_words:delete", args=[word.pk]))
    assert not HouseWord.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [("!!!", "at least one letter"), ("\u200b", "at least one letter"), ("GLÓW", "on the list already")],
)
def test_a_word_that_cannot_be_listed_is_explained(client, editor, typed, says):
    HouseWord.objects.create(text="glow", kind="blocked")
    response = client.post(reverse("house_words:add"), {"text": typed, "kind": "blocked"})
    assert says in text(response)
    assert HouseWord.objects.count() == 1


def test_listed_words_count_at_once_and_allowed_ones_no_longer(story):
    HouseWord.objects.create(text="Glow Pro", kind="suspect")
    HouseWord.objects.create(text="bitch", kind="allowed")
    comment, _is_new = posting.submit(story, by=factories.user(), body="Glow pro, what a bitch")
    assert [note.sentence for note in comment.notes.filter(rule="suspect_words")] == ["Has the suspect word “Glow Pro”"]
    assert arrangement().words.allowed == {"bitch"}
