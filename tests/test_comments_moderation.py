import uuid

import pytest

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.roles import Role
from comments import moderation, posting
from comments.access import Access
from comments.models import CommentSettings, ModerationAction, ReaderComment, Status, StoryConversation, Verb
from comments.moderation import Overtaken
from comments.posting import Refused
from screening import pipeline
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


def submit(story, **fields):
    fields = {"by": factories.user(), "body": "Does it sting?"} | fields
    return posting.submit(story, **fields)[0]


def submit_as_guest(story, **fields):
    guest = {"by": AnonymousUser(), "access": Access.WRITE_AS_GUEST}
    return submit(story, **(guest | {"guest_name": "Guest", "guest_email": "guest@example.org"} | fields))


def refusal(story, **fields):
    with pytest.raises(Refused) as caught:
        submit(story, **fields)
    assert caught.value.reason
    return caught.value.rule


# Writing


def test_a_readers_comment_waits_and_its_history_begins(story):
    comment = submit(story)
    assert comment.status == Status.PENDING
    assert [(action.verb, action.rule) for action in comment.history.all()] == [(Verb.SUBMIT, "everyone_waits")]


def test_staff_are_published_at_once(story):
    comment = submit(story, by=factories.user(Role.WRITER))
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED
    assert comment.decided_at == comment.created_at


def test_a_guests_comment_waits_for_the_confirmed_address_first(story):
    comment = submit_as_guest(story)
    assert comment.status == Status.UNCONFIRMED
    posting.confirm(comment)
    comment.refresh_from_db()
    assert comment.status == Status.PENDING
    assert comment.history.latest("version").verb == Verb.CONFIRM


def test_confirming_again_does_not_bring_a_decided_comment_back(story, moderator):
    comment = submit_as_guest(story)
    stale = ReaderComment.objects.get(pk=comment.pk)
    posting.confirm(comment)
    moderation.reject(comment, by=moderator)
    posting.confirm(stale)
    assert stale.status == Status.REJECTED


def test_a_reply_knows_its_parent_its_thread_and_its_depth(story):
    opening = factories.comment(story)
    answer = factories.comment(story, reply_to=opening)
    deeper = submit(story, reply_to=answer.pk)
    assert (deeper.parent, deeper.root, deeper.depth) == (answer, opening, 2)


def test_the_same_form_makes_one_comment(story):
    reader, form = factories.user(), uuid.uuid4()
    first, was_new = posting.submit(story, by=reader, body="Once", submission=form)
    again, is_new = posting.submit(story, by=reader, body="Once", submission=form)
    assert (first, was_new, is_new) == (again, True, False)
    assert ReaderComment.objects.count() == 1


def test_the_same_form_with_other_words_is_not_swallowed(story):
    reader, form = factories.user(), uuid.uuid4()
    submit(story, by=reader, submission=form)
    assert refusal(story, by=reader, body="Something else", submission=form) == "sent_before"


def test_nobody_learns_of_anothers_comment_through_its_form(story):
    form = uuid.uuid4()
    submit(story, submission=form)
    assert refusal(story, by=factories.user(), submission=form) == "sent_before"


def test_a_reply_must_answer_an_approved_comment_of_the_same_story(story):
    elsewhere = factories.comment(factories.article())
    hidden = factories.comment(story, status=Status.REMOVED)
    assert refusal(story, reply_to=elsewhere.pk) == "foreign_parent"
    assert refusal(story, reply_to=hidden.pk) == "hidden_parent"
    assert refusal(story, reply_to=10**17) == "unknown_parent"
    assert ReaderComment.objects.count() == 2


def test_repeating_oneself_below_the_same_story_is_refused(story):
    reader = factories.user()
    submit(story, by=reader, body="Lovely")
    assert refusal(story, by=reader, body="LOVELY") == "repeats_own_last_comment"
    assert submit(story, body="Lovely").status == Status.PENDING
    assert submit(factories.article(), by=reader, body="Lovely").status == Status.PENDING


def test_who_may_comment_is_asked_below_the_view_too(story, moderator):
    assert refusal(story, by=AnonymousUser()) == "logged_out"
    moderation.close_conversation(story, by=moderator)
    assert refusal(story) == "closed_here"
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"who_may_comment": CommentSettings.WhoMayComment.NOBODY}
    )
    assert refusal(story) == "closed"
    assert refusal(story, by=factories.user(Role.WRITER)) == "closed"


def test_a_broken_rule_keeps_the_comment_and_publishes_nothing(story, monkeypatch):
    def broken(submission):
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "SCREENS", [broken])
    comment = submit(story, by=factories.user(Role.WRITER))
    assert comment.status == Status.PENDING
    assert comment.history.get().rule == "broken"


# Deciding


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [(verb, before, after) for verb, (after, starts) in moderation.DECISIONS.items() for before in sorted(starts)],
)
def test_each_decision_moves_writes_both_logs_and_is_undone_exactly(story, moderator, verb, before, after):
    comment = factories.comment(story, status=before)
    decided_at = ReaderComment.objects.get(pk=comment.pk).decided_at
    action = moderation.decide(comment, verb, by=moderator, reason="A note")
    comment.refresh_from_db()
    assert (comment.status, comment.decided_at) == (after, action.at)
    assert (action.from_status, action.to_status, action.actor, action.reason) == (before, after, moderator, "A note")
    entry = ModelLogEntry.objects.get(action=f"comments.{verb}")
    assert (entry.user, entry.data["from"], entry.data["to"]) == (moderator, before, after)

    moderation.undo(action, by=moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.decided_at) == (before, decided_at)
    assert ModelLogEntry.objects.filter(action="comments.undo").exists()


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (verb, status)
        for verb, (_after, starts) in moderation.DECISIONS.items()
        for status in Status
        if status not in starts
    ],
)
def test_a_decision_that_leads_nowhere_changes_nothing(story, moderator, verb, status):
    comment = factories.guest_comment(story, status=status)
    with pytest.raises(Overtaken):
        moderation.decide(comment, verb, by=moderator)
    comment.refresh_from_db()
    assert (comment.status, comment.version) == (status, 1)
    assert not ModelLogEntry.objects.filter(action__startswith="comments.").exists()


def test_the_second_moderator_changes_nothing_and_learns_who_was_first(story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    seen_by_second = ReaderComment.objects.get(pk=comment.pk)
    moderation.approve(comment, by=moderator)
    with pytest.raises(Overtaken) as caught:
        moderation.mark_spam(seen_by_second, by=factories.user(Role.COMMENT_MODERATOR))
    assert caught.value.latest.actor == moderator
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def test_a_decision_on_an_old_version_is_refused_even_if_the_status_is_the_same_again(story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    moderation.undo(moderation.approve(comment, by=moderator), by=moderator)
    with pytest.raises(Overtaken):
        moderation.approve(comment, by=moderator, seen=1)


def test_an_undo_is_refused_once_the_comment_has_moved_on(story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    first = moderation.approve(comment, by=moderator)
    second = moderation.remove(comment, by=moderator)
    third = moderation.approve(comment, by=moderator)
    for stale in (first, second):
        with pytest.raises(Overtaken):
            moderation.undo(ModerationAction.objects.get(pk=stale.pk), by=moderator)
    moderation.undo(ModerationAction.objects.get(pk=third.pk), by=moderator)
    with pytest.raises(Overtaken):
        moderation.undo(ModerationAction.objects.get(pk=third.pk), by=moderator)
    comment.refresh_from_db()
    assert comment.status == Status.REMOVED


def test_decisions_are_undone_one_after_the_other(story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    first = moderation.approve(comment, by=moderator)
    second = moderation.remove(comment, by=moderator)
    moderation.undo(second, by=moderator)
    assert comment_of(second).status == Status.APPROVED
    moderation.undo(first, by=moderator)
    assert (comment_of(first).status, comment_of(first).decided_at) == (Status.PENDING, None)


def comment_of(action):
    return ReaderComment.objects.get(pk=action.comment_id)


def test_what_a_reader_did_is_not_undone_by_a_moderator(story, moderator):
    comment = submit(story)
    with pytest.raises(Overtaken):
        moderation.undo(comment.history.get(), by=moderator)


@pytest.mark.parametrize("role", [None, *Role])
def test_only_moderators_and_managing_editors_decide(story, role):
    person = factories.user(role) if role else factories.user()
    may = role in {Role.COMMENT_MODERATOR, Role.MANAGING_EDITOR}
    comment = factories.comment(story, status=Status.PENDING)
    verbs = [
        lambda: moderation.undo(moderation.approve(comment, by=person), by=person),
        lambda: moderation.close_conversation(story, by=person),
        lambda: moderation.open_conversation(story, by=person),
    ]
    for verb in verbs:
        if may:
            verb()
        else:
            with pytest.raises(PermissionDenied):
                verb()


def test_an_undo_needs_the_right_as_well(story, moderator):
    action = moderation.approve(factories.comment(story, status=Status.PENDING), by=moderator)
    with pytest.raises(PermissionDenied):
        moderation.undo(action, by=factories.user(Role.WRITER))


def test_closing_a_story_is_written_in_its_history_once(story, moderator):
    moderation.close_conversation(story, by=moderator)
    moderation.close_conversation(story, by=moderator)
    conversation = StoryConversation.of(story.pk)
    assert (conversation.is_closed, conversation.published) == (True, 0)
    moderation.open_conversation(story, by=moderator)
    conversation = StoryConversation.of(story.pk)
    assert (conversation.is_closed, conversation.published) == (False, 0)
    actions = PageLogEntry.objects.filter(page=story.pk, action__startswith="comments.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["comments.close", "comments.reopen"]
