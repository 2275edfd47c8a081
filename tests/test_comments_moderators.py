"""Topics that moderators are limited to, what is an editor's, and that both hold below the screens."""

import pytest

from django.core import mail
from django.urls import reverse

from accounts.roles import Role
from comments import moderation, sanctions
from comments.measures import MeasureKind, ReasonCode
from comments.models import ReaderComment, Status, TopicModerator, Verb
from comments.moderators import NotTheirs
from comments.states import Queue
from moderation.notes import ModeratorNote
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return factories.user(Role.MANAGING_EDITOR)


@pytest.fixture
def hair():
    return factories.topic("Hair")


@pytest.fixture
def skin():
    return factories.topic("Skin")


@pytest.fixture
def hair_moderator(hair):
    user = factories.user(Role.COMMENT_MODERATOR)
    TopicModerator.objects.create(user=user, topic=hair)
    return user


@pytest.fixture
def comments(hair, skin):
    """A waiting comment below a story on each topic: (hair, skin)."""
    return [
        factories.comment(factories.article(topic=topic), status=Status.PENDING, body=f"On {topic.title}")
        for topic in (hair, skin)
    ]


def fresh(comment):
    return ReaderComment.objects.get(pk=comment.pk)


# Topics


def test_a_moderator_decides_on_their_topics_only(comments, hair_moderator):
    on_hair, on_skin = comments
    moderation.approve(on_hair, by=hair_moderator)
    with pytest.raises(NotTheirs):
        moderation.approve(on_skin, by=hair_moderator)
    seen = {comment.pk: fresh(comment).version for comment in comments}
    verbs = {on_hair.pk: Verb.REMOVE, on_skin.pk: Verb.REJECT}
    batch, left_alone = moderation.decide_many(verbs, by=hair_moderator, seen=seen)
    assert (batch.number, left_alone) == (1, [on_skin.pk])


def test_nor_do_they_take_back_what_was_decided_elsewhere(comments, hair_moderator):
    action = moderation.approve(comments[1], by=factories.user(Role.COMMENT_MODERATOR))
    with pytest.raises(NotTheirs):
        moderation.undo(action, by=hair_moderator)
    assert fresh(comments[1]).status == Status.APPROVED


def test_a_measure_with_all_comments_leaves_other_topics_alone(hair, skin, hair_moderator):
    reader = factories.user()
    for topic in (hair, skin):
        factories.comment(factories.article(topic=topic), by=reader)
    measure = sanctions.take(
        MeasureKind.BAN, by=hair_moderator, code=ReasonCode.ABUSE, author=reader, with_comments=True
    )
    assert measure.batch.number == 1


def test_lists_and_numbers_are_of_their_topics(client, comments, hair_moderator):
    client.force_login(hair_moderator)
    page = client.get("/admin/comments/").content.decode()
    assert "On Hair" in page
    assert "On Skin" not in page
    assert "Waiting (1)" in page
    assert "Comments (1)" in page
    client.force_login(factories.user(Role.COMMENT_MODERATOR))
    assert "Waiting (2)" in client.get("/admin/comments/").content.decode()


def test_managing_editors_give_topics(client, hair, skin, hair_moderator, editor):
    client.force_login(editor)
    address = reverse("moderation:topics")
    assert hair_moderator.email in client.get(address).content.decode()
    client.post(address, {f"topics-{hair_moderator.pk}": [skin.pk]})
    assert list(TopicModerator.objects.values_list("user", "topic")) == [(hair_moderator.pk, skin.pk)]
    client.post(address, {})
    assert not TopicModerator.objects.exists()
    client.force_login(hair_moderator)
    assert client.post(address, {f"topics-{hair_moderator.pk}": [skin.pk]}).status_code != 200
    assert not TopicModerator.objects.exists()


def test_nor_do_they_see_the_screens_of_comments_on_other_topics(client, comments, hair, hair_moderator):
    on_hair, on_skin = comments
    author = factories.user()
    for comment in comments:
        ReaderComment.objects.filter(pk=comment.pk).update(author=author)
    client.force_login(hair_moderator)
    for name in ("inspect", "measure", "escalate"):
        assert client.get(reverse(f"moderation:{name}", args=[on_hair.pk])).status_code == 200
        response = client.get(reverse(f"moderation:{name}", args=[on_skin.pk]), follow=True)
        assert response.redirect_chain
        assert "On Skin" not in response.content.decode()
    note = {"text": "Odd tone", "about": "comment"}
    client.post(reverse("moderation:note", args=[on_skin.pk]), note)
    assert not ModeratorNote.objects.exists()
    bulk = f"/admin/bulk/comments/readercomment/approve/?id={on_skin.pk}&id={on_hair.pk}"
    for page in (reverse("moderation:inspect", args=[on_hair.pk]), "/admin/comments/review/", bulk):
        content = client.get(page).content.decode()
        assert "On Hair" in content
        assert "On Skin" not in content


def test_nor_do_they_take_measures_for_such_comments(comments, hair_moderator):
    comment = comments[1]
    with pytest.raises(NotTheirs):
        sanctions.take(
            MeasureKind.WARN,
            by=hair_moderator,
            code=ReasonCode.ABUSE,
            author=comment.author,
            comment=comment,
            told="Please.",
        )


# What is an editor's


def test_a_comment_passed_to_an_editor_is_decided_by_one(comments, editor):
    moderator, comment = factories.user(Role.COMMENT_MODERATOR), comments[0]
    moderation.decide(comment, Verb.ESCALATE, by=moderator, reason="Could be libel.")
    assert fresh(comment).queue == Queue.ESCALATED
    assert [letter.to for letter in mail.outbox] == [[editor.email]]
    assert "Could be libel." in mail.outbox[0].body
    with pytest.raises(NotTheirs):
        moderation.approve(fresh(comment), by=moderator)
    action = moderation.approve(fresh(comment), by=editor)
    with pytest.raises(NotTheirs):
        moderation.undo(action, by=moderator)


def test_whoever_passed_it_on_can_take_that_back_and_nobody_else(comments, editor):
    moderator, other, comment = (*(factories.user(Role.COMMENT_MODERATOR) for _n in range(2)), comments[0])
    action = moderation.decide(comment, Verb.ESCALATE, by=moderator, reason="Could be libel.")
    with pytest.raises(NotTheirs):
        moderation.undo(action, by=other)
    moderation.undo(action, by=moderator)
    assert fresh(comment).queue == Queue.PENDING
    again = moderation.decide(fresh(comment), Verb.ESCALATE, by=moderator, reason="Could be libel.")
    moderation.undo(again, by=editor)
    assert fresh(comment).queue == Queue.PENDING


def test_passing_on_needs_a_word_of_why(client, comments):
    comment = comments[0]
    client.force_login(factories.user(Role.COMMENT_MODERATOR))
    address = reverse("moderation:escalate", args=[comment.pk])
    assert "What does the editor have to decide?" in client.get(address).content.decode()
    answer = client.post(address, {"seen": 1, "reason": " "})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()
    assert fresh(comment).queue == Queue.PENDING
    answer = client.post(address, {"seen": 9, "reason": "Could be libel."})
    assert answer.status_code == 409
    assert "Could be libel.</textarea>" in answer.content.decode()
    page = client.post(address, {"seen": 1, "reason": "Could be libel."}, follow=True).content.decode()
    assert "passed to an editor" in page
    assert fresh(comment).queue == Queue.ESCALATED
    page = client.get(reverse("moderation:inspect", args=[comment.pk])).content.decode()
    assert 'name="verb"' not in page
    assert "a managing editor decides it" in page
