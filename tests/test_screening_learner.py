"""What the house learns of spam: from a pack of examples, from its moderators, and from what they take back."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from django.core.management import call_command
from django.db import IntegrityError

from accounts.roles import Role
from comments import moderation, posting
from comments.models import ReaderComment, Status
from screening import learner, spam_model
from screening.models import LearnedWeights
from screening.pipeline import profile_book, screen
from screening.rules.rule import Mode, Profile, Submission
from tests import factories

DATA = Path(__file__).parent / "data"
SELLER = "Wholesale urchin lacquer, three crates left, knock at the blue door"
READER = "Urchin lacquer makes my blue door look friendly"


def texts(name):
    return [line for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line]


@pytest.fixture
def small_pack(monkeypatch):
    """A pack that is learned in a moment."""
    few = [(spam_model.features(text), is_spam) for text, is_spam in learner.pack()[::20]]
    monkeypatch.setattr(learner, "pack_features", lambda: few)
    model = learner.learned_from([])
    monkeypatch.setattr(learner, "pack_model", lambda: model)


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


@pytest.fixture
def story():
    return factories.article()


def waiting(story, body):
    return factories.comment(story, status=Status.PENDING, body=body)


def relearn():
    return learner.relearn(ReaderComment.objects.all())


def score(body):
    return learner.current_model().score(body)


# The model


def test_a_text_has_the_same_score_however_it_is_dressed_up():
    model = learner.pack_model()
    assert model.score("Check out my channel") > 0.6
    assert model.score("Chéck out m\u200by channel") == pytest.approx(model.score("check out my channel"), abs=0.1)


def test_the_words_that_moved_the_score_are_named():
    words = dict(learner.pack_model().reasons("Subscribe to my channel for retinol"))
    assert {"subscribe", "channel"} <= {word for word, weight in words.items() if weight > 0.5}
    assert words["subscribe"] > words["retinol"]


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_score_and_reasons(text):
    model = learner.pack_model()
    assert 0 <= model.score(text) <= 1
    assert len(model.reasons(text)) <= 6


@pytest.mark.parametrize(
    "text", ["a" * 5000, "<" * 5000, "a.b" * 1600, "@" * 5000, "1 " * 2500, "www." * 1200, "‮\ud800"]
)
def test_hostile_texts_have_a_score(text):
    assert 0 <= learner.pack_model().score(text) <= 1


def test_what_is_shipped_is_what_the_packs_texts_teach():
    version = learner.PACK_WEIGHTS.read_bytes().split(b"\n")[0].decode()
    assert version == learner.version_of([]), "after a change of the pack: manage.py comments_score pack"
    shipped, learned = learner.pack_model(), learner.learned_from([])
    assert shipped.bias == pytest.approx(learned.bias)
    assert list(shipped.weights) == pytest.approx(list(learned.weights), abs=1e-4)


def test_of_other_texts_nothing_is_taken_from_what_is_shipped(monkeypatch):
    monkeypatch.setattr(learner, "METHOD", "another")
    monkeypatch.setattr(learner, "learned_from", lambda decisions: "learned anew")
    assert learner.pack_model.__wrapped__() == "learned anew"


def test_a_model_is_stored_in_two_megabytes_and_read_back_unchanged():
    model = learner.pack_model()
    content = model.to_bytes()
    assert len(content) <= 2 * 2**20
    assert spam_model.Model.from_bytes(content, model.bias).score(SELLER) == model.score(SELLER)
    with pytest.raises(ValueError, match="weights instead of"):
        spam_model.Model.from_bytes(content[:400], model.bias)


# The pack


def test_the_pack_and_the_texts_to_test_it_share_no_sentence():
    pack = {" ".join(spam_model.words_of(spam_model.folded(text))) for text, _is_spam in learner.pack()}
    tests = texts("innocent_comments.txt") + texts("spam_comments.txt")
    shared = [text for text in tests if " ".join(spam_model.words_of(spam_model.folded(text))) in pack]
    assert shared == []


def test_rules_and_pack_tell_spam_from_beauty_talk_before_anybody_has_decided_anything():
    """What the words say alone: in the profile that publishes what no rule holds, so that a false hold matters."""
    book = profile_book(Profile.OPEN)
    unlearned = learner.pack_model()

    def is_held(body):
        verdict = screen(Submission(body=body, approved=9, spam_model=unlearned), book)
        return any(not note.shadow for note in verdict.notes)

    innocent, spam = texts("innocent_comments.txt"), texts("spam_comments.txt")
    assert len(set(innocent)) >= 300
    assert len(set(spam)) >= 200
    wrongly = [body for body in innocent if is_held(body)]
    caught = sum(map(is_held, spam))
    precision, recall = caught / (caught + len(wrongly)), caught / len(spam)
    print(f"precision {precision:.3f}, recall {recall:.3f}, false holds {len(wrongly)} of {len(innocent)}")  # noqa: T201
    assert precision >= 0.95
    assert recall >= 0.80
    assert len(wrongly) <= len(innocent) / 100, wrongly


# The rule


def test_what_looks_like_spam_is_held_and_never_refused():
    model = learner.pack_model()
    body = "Wholesale wigs and bundles, inbox for the price list, factory delivery"
    for mode in (Mode.HOLD, Mode.REFUSE):
        book = profile_book(Profile.OPEN) | {"learned_spam": (mode, 60)}
        verdict = screen(Submission(body=body, approved=9, spam_model=model), book)
        assert (verdict.outcome, verdict.rule) == ("hold", "learned_spam")
        assert verdict.reason.startswith("Looks like spam: ")
        assert "wigs" not in verdict.reason


def test_a_model_that_breaks_holds_the_comment():
    class Broken:
        def score(self, text):
            raise ZeroDivisionError

    verdict = screen(Submission(body="Does it sting?", approved=9, spam_model=Broken()), profile_book(Profile.OPEN))
    assert (verdict.outcome, verdict.rule) == ("hold", "learned_spam")


@pytest.mark.django_db
def test_a_note_that_is_kept_does_not_quote_the_writer(story):
    body = "Check out my channel and subscribe, I follow back"
    comment, _is_new = posting.submit(story, by=factories.user(), body=body)
    note = comment.notes.get(rule="learned_spam")
    assert not {word for word in body.casefold().replace(",", "").split() if len(word) > 1} & set(
        note.sentence.casefold().split()
    )


# Learning


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_a_decision_and_its_undo_change_what_the_learner_says_exactly(story, moderator):
    before = score(SELLER)
    comment = waiting(story, SELLER)
    action = moderation.mark_spam(comment, by=moderator)
    assert relearn().spam == 1
    assert score(SELLER) > before
    assert score(READER) != learner.pack_model().score(READER)
    moderation.undo(action, by=moderator)
    assert relearn().spam == 0
    assert score(SELLER) == before
    assert score(READER) == learner.pack_model().score(READER)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_the_same_decisions_make_the_same_weights_whatever_came_in_between(story, moderator):
    seller, reader = waiting(story, SELLER), waiting(story, READER)
    moderation.mark_spam(seller, by=moderator)
    relearn()
    first = bytes(LearnedWeights.objects.get().weights)
    action = moderation.approve(reader, by=moderator)
    relearn()
    assert bytes(LearnedWeights.objects.get().weights) != first
    moderation.undo(action, by=moderator)
    relearn()
    assert bytes(LearnedWeights.objects.get().weights) == first


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_approval_teaches_as_well_as_spam(story, moderator):
    body = "Order the blue lacquer at the store tonight, ladies"
    before = score(body)
    for _number in range(2):
        moderation.approve(waiting(story, body), by=moderator)
    row = relearn()
    assert (row.spam, row.innocent) == (0, 2)
    assert score(body) < before


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_what_nobody_has_judged_teaches_nothing(story, moderator):
    factories.comment(story, body="Published by itself")
    moderation.reject(waiting(story, "Off topic"), by=moderator)
    removed = waiting(story, "Taken down")
    moderation.approve(removed, by=moderator)
    moderation.remove(removed, by=moderator)
    waiting(story, "Still waiting")
    row = relearn()
    assert (row.spam, row.innocent) == (0, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_nothing_is_trained_again_while_nothing_is_decided(story, django_assert_num_queries):
    assert relearn() is not None
    waiting(story, SELLER)
    with django_assert_num_queries(3):
        assert relearn() is None
    assert LearnedWeights.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_the_worker_learns_by_a_command(story, moderator, capsys):
    moderation.mark_spam(waiting(story, SELLER), by=moderator)
    call_command("comments_learn", verbosity=2)
    assert "Learned from 1 comments marked as spam and 0 approved." in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_weights_are_read_once_for_each_version(django_assert_num_queries):
    relearn()
    learner.current_model()
    with django_assert_num_queries(1):
        learner.current_model()


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_weights_that_cannot_be_read_are_replaced_by_the_pack(caplog):
    LearnedWeights.objects.create(pk=1, version="broken", weights=b"1234", bias=0, spam=0, innocent=0)
    assert score(SELLER) == learner.pack_model().score(SELLER)
    assert "cannot be read" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_there_is_one_model(story):
    relearn()
    with pytest.raises(IntegrityError):
        LearnedWeights.objects.create(pk=2, version="x", weights=b"", bias=0, spam=0, innocent=0)


@pytest.mark.django_db
@pytest.mark.usefixtures("small_pack")
def test_the_reasons_come_from_what_the_house_has_learned(story, moderator):
    for _number in range(3):
        moderation.mark_spam(waiting(story, "Zwiebelring"), by=moderator)
    relearn()
    word, weight = learner.reasons_for("Zwiebelring")[0]
    assert word == "zwiebelring"
    assert weight > 0
