"""“This fact is wrong”: from a reader to the story's desk, and back."""

import uuid
from datetime import timedelta

import pytest

from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from comments import corrections
from comments.corrections import CorrectionRequest, CorrectionStatus
from corrections import declaring
from notices.models import Kind, Notice
from readiness.rules import findings_in
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return factories.user(Role.WRITER)


@pytest.fixture
def story(writer):
    return factories.article("Peels for beginners", owner=writer)


@pytest.fixture
def editor():
    return factories.user(Role.MANAGING_EDITOR)


def text(response):
    return response.content.decode()


def address(story, **query):
    return reverse("comments:correction", args=[story.pk], query=query)


def sent(**fields):
    return {"wrong": "The study is of 2019, not 2021.", "submission": str(uuid.uuid4())} | fields


def asked(story, **fields):
    return corrections.ask(story, **{"wrong": "Wrong.", "submission": uuid.uuid4()} | fields)


def test_the_story_leads_to_the_form_and_the_form_to_the_desk(client, story):
    assert address(story) in text(client.get(story.url))
    response = client.post(address(story), sent(passage="A study of 2021", source="https://example.org/paper"))
    request = CorrectionRequest.objects.get()
    assert response.url == reverse("comments:correction_sent", args=[request.submission])
    assert "The editors of this story have what you wrote" in text(client.get(response.url))
    assert (request.article_id, request.passage, request.status) == (story.pk, "A study of 2021", "open")


def test_a_passage_and_a_comment_are_taken_along(client, story):
    comment = factories.comment(story, body="It was 2019, I was there.")
    page = text(client.get(address(story, passage="A study of 2021", comment=comment.pk)))
    assert "A study of 2021" in page
    assert "It was 2019, I was there." in page
    client.post(address(story), sent(comment=comment.pk))
    assert CorrectionRequest.objects.get().comment == comment


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, "²"])
def test_a_comment_that_is_not_below_the_story_is_left_out(client, story, number):
    hidden = factories.comment(story, status="pending", body="Nobody has seen this")
    for value in (number, str(hidden.pk), str(factories.comment(factories.article()).pk)):
        page = client.get(address(story, comment=value))
        assert page.status_code == 200
        assert "Nobody has seen this" not in text(page)


def test_the_same_form_twice_makes_one_request(client, story):
    form = sent()
    client.post(address(story), form)
    client.post(address(story), form)
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"wrong": ""}, "This field is required"),
        ({"source": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"source": "ftp://example.org"}, "begins with http"),
        ({"email": "nobody"}, "valid email"),
    ],
)
def test_what_is_amiss_is_said_and_the_text_kept(client, story, fields, sentence):
    response = client.post(address(story), sent(passage="Keep these words") | fields)
    assert response.status_code == 400
    assert sentence in text(response)
    assert "Keep these words" in text(response)


def test_programs_that_fill_in_everything_put_nothing_on_the_desk(client, story):
    client.post(address(story), sent(homepage="https://example.com"))
    assert not CorrectionRequest.objects.exists()


def test_a_story_taken_down_meanwhile_gives_the_text_back(client, story):
    story.unpublish()
    response = client.post(address(story), sent())
    assert response.status_code == 404
    assert "The study is of 2019" in text(response)


def test_writers_and_managing_editors_hear_of_it(story, writer, editor):
    asked(story, wrong="It was 2019.")
    notices = Notice.objects.filter(kind=Kind.CORRECTION_ASKED)
    assert set(notices.values_list("recipient", flat=True)) == {writer.pk, editor.pk}


def test_it_is_a_finding_until_somebody_answers(story, editor):
    request = asked(story)
    assert "said_to_be_wrong" in {finding.rule for finding in findings_in(story)}
    corrections.answer(request, CorrectionStatus.CORRECTED, by=editor)
    assert "said_to_be_wrong" not in {finding.rule for finding in findings_in(story)}


def test_an_editor_answers_and_the_reader_gets_a_letter(client, story, editor):
    request = asked(story, wrong="<b>2019</b>", email="reader@example.org")
    client.force_login(editor)
    page = text(client.get(reverse("moderation:correction", args=[request.pk])))
    assert "&lt;b&gt;2019&lt;/b&gt;" in page
    client.post(
        reverse("moderation:correction", args=[request.pk]), {"status": "corrected", "text": "You have sharp eyes."}
    )
    request.refresh_from_db()
    assert (request.status, request.answered_by) == ("corrected", editor)
    letter = mail.outbox[-1]
    assert letter.to == ["reader@example.org"]
    assert "You have sharp eyes." in letter.body


@pytest.mark.parametrize(
    ("email", "sentence"), [("", "nobody gets your answer"), ("a@example.org", "The reader gets your answer by e-mail")]
)
def test_the_editor_reads_beforehand_whether_there_is_anybody_to_answer(client, story, editor, email, sentence):
    client.force_login(editor)
    request = corrections.ask(story, wrong="Wrong year", submission=uuid.uuid4(), email=email)
    assert sentence in text(client.get(reverse("moderation:correction", args=[request.pk])))


def test_of_two_editors_the_first_closes_it(story, editor):
    request = asked(story)
    assert corrections.answer(request, CorrectionStatus.CORRECTED, by=editor)
    assert not corrections.answer(request, CorrectionStatus.RIGHT_AS_IT_IS, by=editor)


def test_only_who_may_edit_the_story_sees_and_answers(client, story):
    request = asked(story, wrong="For the desk alone")
    stranger = factories.user(Role.WRITER)
    client.force_login(stranger)
    assert "For the desk alone" not in text(client.get(reverse("moderation:corrections")))
    client.get(reverse("moderation:correction", args=[request.pk]))
    with pytest.raises(PermissionDenied):
        corrections.answer(request, CorrectionStatus.CORRECTED, by=stranger)


def test_the_list_costs_as_many_queries_for_twenty_as_for_two(client, story, editor):
    client.force_login(editor)
    client.get(reverse("moderation:corrections"))  # what is asked once for each process
    numbers = []
    for number in (2, 18):
        for _each in range(number):
            asked(story)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("moderation:corrections")).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# What became of it, for the reader --------------------------------------------------------------------------


def state_of(client, request):
    return text(client.get(reverse("comments:correction_sent", args=[request.submission])))


def test_a_reader_sees_what_became_of_a_report_without_an_account(client, story, editor):
    request = asked(story, wrong="It was 2019.", email="reader@example.org")
    page = state_of(client, request)
    assert f"Report {request.pk}" in page
    assert "It was 2019." in page
    assert "Open" in page
    assert "reader@example.org" not in page
    assert corrections.take_in_hand(request, by=editor)
    assert not corrections.take_in_hand(request, by=factories.user(Role.MANAGING_EDITOR))
    assert "Being checked" in state_of(client, request)
    request.refresh_from_db()
    corrections.answer(request, CorrectionStatus.RIGHT_AS_IT_IS, by=editor, text="The paper is of 2021.")
    page = state_of(client, request)
    assert "Right as it is" in page
    assert "The paper is of 2021." in page


def test_a_corrected_report_leads_to_the_notice(client, story, editor):
    request = asked(story)
    notice = declaring.add_notice(story, "correction", by=editor, was="It was 2021.", now="It was 2019.")
    corrections.answer(request, CorrectionStatus.CORRECTED, by=editor, notice=notice)
    assert f"#notice-{notice.pk}" in state_of(client, request)


def test_the_state_says_nothing_of_a_story_that_was_taken_down(client, story):
    request = asked(story)
    story.unpublish()
    assert "Peels for beginners" not in state_of(client, request)


def test_nobody_guesses_the_address_of_a_report(client, story):
    assert client.get(reverse("comments:correction_sent", args=[uuid.uuid4()])).status_code == 404


def test_a_report_that_nobody_answered_in_time_is_overdue(client, story, editor):
    request = asked(story)
    request.at = timezone.now() - corrections.ANSWER_WITHIN - timedelta(hours=1)
    request.save()
    assert request.is_overdue
    client.force_login(editor)
    assert "overdue since" in text(client.get(reverse("moderation:corrections")))


def test_an_editor_says_that_they_are_checking_it(client, story, editor):
    request = asked(story)
    client.force_login(editor)
    client.post(reverse("moderation:correction", args=[request.pk]), {"take": "1"})
    request.refresh_from_db()
    assert (request.status, request.answered_by) == (CorrectionStatus.IN_HAND, editor)


def test_an_editor_chooses_the_notice_that_answers_a_report(client, story, editor):
    request = asked(story)
    notice = declaring.add_notice(story, "correction", by=editor, was="It was 2021.", now="It was 2019.")
    client.force_login(editor)
    client.post(reverse("moderation:correction", args=[request.pk]), {"status": "corrected", "notice": notice.pk})
    request.refresh_from_db()
    assert request.notice == notice


def test_only_who_may_edit_the_story_takes_a_report_in_hand(story):
    with pytest.raises(PermissionDenied):
        corrections.take_in_hand(asked(story), by=factories.user(Role.COMMENT_MODERATOR))


def test_a_request_and_its_answer_have_the_findings_looked_at_again(story, editor):
    with newsroom.looked_at_again(story):
        request = asked(story)
    with newsroom.looked_at_again(story):
        corrections.answer(request, CorrectionStatus.RIGHT_AS_IT_IS, by=editor)
