"""The page of a source: what it shows, what it takes, and what it says where it takes nothing."""

from datetime import timedelta

import pytest

from django.core.cache import cache
from django.utils import timezone

from accounts.roles import Role
from accuracy_checks import asking
from accuracy_checks.links import path_of
from accuracy_checks.models import AccuracyCheck, CheckState
from accuracy_checks.refusals import Refused
from sharing.limits import WRONG_ADDRESSES
from tests import factories, newsroom, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    return factories.expert(title="Dr. Ada Park", last_name="Park")


@pytest.fixture
def story(park):
    other = factories.expert(title="Dr. Bo Other", last_name="Other")
    body = [
        ("paragraph", "<p>A paragraph of ours.</p>"),
        factories.statement(park, "It wakes the skin up.", "direct"),
        factories.statement(other, "I never saw that."),
        factories.statement(park, "Results are gradual."),
    ]
    return factories.article("Serums for winter", live=False, body=body)


@pytest.fixture
def check(story, park):
    return sources.ask(story, park)


def page_of(client, check):
    return client.get(path_of(check)).content.decode()


def answers(check, *said, **more):
    data = {"credentials": ""} | more
    for one, (answer, correction) in zip(check.statements.all(), said, strict=True):
        data |= {f"answer-{one.pk}": answer, f"correction-{one.pk}": correction}
    return data


ALL_RIGHT = [("accurate", ""), ("accurate", "")]


def test_a_source_sees_their_own_statements_and_nothing_else_of_the_story(client, check):
    page = page_of(client, check)
    assert "“It wakes the skin up.”" in page
    assert "Results are gradual." in page
    for of_others in ("I never saw that.", "Bo Other", "Serums for winter", "A paragraph of ours."):
        assert of_others not in page


def test_the_page_is_called_an_accuracy_check_and_promises_no_veto(client, check):
    page = page_of(client, check)
    assert "Accuracy check" in page
    assert "stays with our editors" in page
    assert "approv" not in page.lower()


def test_no_cache_no_search_engine_and_no_other_site_learns_of_it(client, check):
    headers = client.get(path_of(check)).headers
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "same-origin"  # to us alone: the form needs it against forgery


def test_an_answer_takes_one_press_and_is_shown_again_afterwards(client, check):
    said = [("accurate", ""), ("fact_wrong", "Within <b>weeks</b>.")]
    answer = client.post(path_of(check), answers(check, *said, credentials="MD, please"))
    assert (answer.status_code, answer.headers["Location"]) == (302, path_of(check))
    check.refresh_from_db()
    assert (check.state, check.credentials) == (CheckState.ANSWERED, "MD, please")
    page = page_of(client, check)
    assert "Thank you" in page
    assert "Within &lt;b&gt;weeks&lt;/b&gt;." in page
    assert "<form" not in page.partition("<main")[2]


def test_what_was_typed_is_kept_when_something_is_missing(client, check):
    answer = client.post(path_of(check), answers(check, ("fact_wrong", ""), ("", "Only this"), credentials="MD"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Tell us which fact is wrong." in page
    assert "Choose one of the three answers." in page
    assert "Only this" in page
    assert "MD</textarea>" in page
    check.refresh_from_db()
    assert check.state == CheckState.OUT


def test_a_page_opened_twice_shows_the_same(client, check):
    assert "Send my answer" in page_of(client, check)
    assert "Send my answer" in page_of(client, check)


def test_a_second_telephone_keeps_its_words_and_changes_nothing(client, check):
    client.post(path_of(check), answers(check, *ALL_RIGHT))
    late = client.post(path_of(check), answers(check, ("not_said", ""), ("fact_wrong", "It was 2019.")))
    page = late.content.decode()
    assert late.status_code == 409
    assert "It was 2019." in page
    assert "another device" in page
    assert [one.answer for one in check.statements.all()] == ["accurate", "accurate"]


def shows_nothing(client, check):
    check.refresh_from_db()
    late = client.post(path_of(check), answers(check, ("not_said", ""), ("fact_wrong", "It was 2019.")))
    for answer in (client.get(path_of(check)), late):
        page = answer.content.decode()
        assert (answer.status_code, "You have answered" in page) == (410, True)
        assert not [one.words for one in check.statements.all() if one.words in page]
    assert "It was 2019." in late.content.decode()


def test_what_was_answered_is_shown_no_longer_than_it_could_be_answered(client, check):
    client.post(path_of(check), answers(check, *ALL_RIGHT))
    assert "Your answer reached the newsroom" in page_of(client, check)
    AccuracyCheck.objects.update(expires_at=timezone.now())
    shows_nothing(client, check)


def test_the_link_of_an_answered_check_can_be_withdrawn(client, check, story):
    client.post(path_of(check), answers(check, *ALL_RIGHT))
    asking.revoke(check, by=factories.user(Role.FACT_CHECKER))
    shows_nothing(client, check)
    assert [one.answer for one in check.statements.all()] == ["accurate", "accurate"]
    with pytest.raises(Refused):
        asking.revoke(check, by=factories.user(Role.FACT_CHECKER))


@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ":forged", "%00"])
def test_a_link_we_did_not_sign_leads_nowhere(client, check, token):
    answer = client.get(f"/accuracy/{token}/")
    assert answer.status_code == 404
    assert "This check is not here" in answer.content.decode()


def test_whoever_guesses_is_shut_out_for_a_while(client, check):
    cache.clear()
    for _attempt in range(WRONG_ADDRESSES):
        client.get("/accuracy/guess/")
    assert client.get(path_of(check)).status_code == 429
    cache.clear()


def test_an_expired_link_says_so_and_keeps_what_is_sent_to_it(client, check):
    AccuracyCheck.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert client.get(path_of(check)).status_code == 410
    late = client.post(path_of(check), answers(check, ("fact_wrong", "It was 2019."), ("accurate", "")))
    assert late.status_code == 410
    assert "The time to answer is over" in late.content.decode()
    assert "It was 2019." in late.content.decode()


def test_a_link_withdrawn_or_replaced_says_so(client, check, story, park):
    asking.revoke(check, by=factories.user(Role.FACT_CHECKER))
    assert "This link was withdrawn" in page_of(client, check)
    again = sources.ask(story, park)
    newsroom.edit(story, body=[factories.statement(park, "Other words.")])
    sources.ask(story, park)
    answer = client.get(path_of(again))
    assert answer.status_code == 410
    assert "newer check" in answer.content.decode()


def test_words_that_were_changed_are_not_asked_about(client, check, story):
    draft = newsroom.newest(story)
    draft.body[1].value["words"] = "It wakes skin up."
    draft.save_revision()
    page = page_of(client, check)
    assert "changed these words since" in page
    assert "It wakes" not in page
    _first, last = check.statements.all()
    assert client.post(path_of(check), {f"answer-{last.pk}": "accurate"}).status_code == 302
    assert [one.answer for one in check.statements.all()] == ["", "accurate"]


def test_an_answer_about_words_changed_while_it_was_typed_is_kept(client, check, story):
    newsroom.edit(story, body=[("paragraph", "<p>All new.</p>")])
    client.post(path_of(check), answers(check, ("not_said", ""), ("accurate", "")))
    assert [one.answer for one in check.statements.all()] == ["not_said", "accurate"]


def test_after_publication_the_answer_still_reaches_the_desk(client, check, story, mailoutbox):
    factories.publish(story, waived=["quote_disputed"])
    assert "has been published meanwhile" in page_of(client, check)
    client.post(path_of(check), answers(check, ("fact_wrong", "It was 2019."), ("accurate", "")))
    assert "The story is public already." in mailoutbox[-1].body


def test_a_source_whose_page_is_taken_down_can_still_answer(client, check, park):
    park.unpublish()
    assert client.post(path_of(check), answers(check, *ALL_RIGHT)).status_code == 302


def test_a_background_source_sees_that_they_are_not_named(client, park):
    terms = {"basis": "background", "public_description": "a doctor in a clinic", "basis_reason": "Her job"}
    story = factories.article(live=False, body=[factories.statement(park, "It is all marketing.", **terms)])
    page = page_of(client, sources.ask(story, park))
    assert "a doctor in a clinic" in page
    assert "Credited to: <strong>Dr. Ada Park" not in page


def test_deep_background_is_credited_to_nobody(client, park):
    terms = {"basis": "deep_background", "basis_reason": "Her job"}
    story = factories.article(live=False, body=[factories.statement(park, "It is all marketing.", **terms)])
    assert "Credited to nobody" in page_of(client, sources.ask(story, park))
