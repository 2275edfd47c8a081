"""The screen of a story's claims."""

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from claims.models import ClaimDecision, ClaimPolicy
from claims.reading import digest_of
from tests import factories
from tests.test_claims_rules import CURE, REASON, draft, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    user = factories.user(Role.MANAGING_EDITOR)
    client.force_login(user)
    return user


def address(story):
    return reverse("claims:story", args=[story.pk])


def accept(client, story, words=CURE, reason=REASON):
    return client.post(address(story), {"digest": digest_of(words), "reason": reason}, follow=True)


def test_it_shows_each_claim_with_its_ground_and_leads_to_its_block(client, chief):
    story = draft(text(CURE))
    answer = client.get(address(story)).content.decode()
    assert "The balm <mark>cures</mark> every rash." in answer
    assert "For a cosmetic this is a claim of a medicine." in answer
    assert f"#:w:contentpath=body.{story.body[0].id}" in answer


def test_it_says_who_stands_behind_a_claim_and_of_which_story(client, chief):
    speaker = factories.expert(title="Dr. Ada Park")
    story = draft(text(f'{CURE} <a linktype="person" id="{speaker.pk}">says Dr. Park</a>.'), title="Balms")
    answer = client.get(address(story)).content.decode()
    assert "Behind it: Dr. Ada Park" in answer
    assert "Claims of “Balms”" in answer


def test_what_is_typed_in_a_story_is_shown_as_text(client, chief):
    answer = client.get(address(draft(text("&lt;script&gt; cures every rash.")))).content.decode()
    assert "&lt;script&gt; <mark>cures</mark>" in answer


def test_a_claim_is_accepted_and_opened_again(client, chief):
    story = draft(text(CURE))
    answer = accept(client, story).content.decode()
    assert REASON in answer
    assert "No claim is open." in answer
    back = reverse("claims:take_back", args=[story.pk, ClaimDecision.objects.get().pk])
    assert "Accept it" in client.post(back, follow=True).content.decode()
    assert "taken back already" in client.post(back, follow=True).content.decode()


def test_a_reason_too_short_is_kept_beside_what_is_wrong_with_it(client, chief):
    story = draft(text(CURE, "It heals acne."))
    answer = accept(client, story, reason="Fine.").content.decode()
    assert answer.count(">\nFine.</textarea>") == 1
    assert "Say why, in at least 10 characters." in answer
    assert not ClaimDecision.objects.exists()


def test_a_reason_for_words_that_have_changed_meanwhile_is_not_lost(client, chief):
    story = draft(text(CURE))
    answer = accept(client, story, words="It was worded otherwise.").content.decode()
    assert "This sentence was changed or taken out meanwhile." in answer
    assert f"<q>{REASON}</q>" in answer


def test_a_colleague_who_was_quicker_is_named(client, chief):
    story = draft(text(CURE))
    accept(client, story)
    answer = accept(client, story, reason="For another reason.").content.decode()
    assert f"has accepted this already: {REASON}" in answer


def test_a_writer_reads_the_claims_of_an_own_draft_and_accepts_none(client):
    writer = factories.user(Role.WRITER)
    client.force_login(writer)
    story = draft(text(CURE), owner=writer)
    answer = client.get(address(story)).content.decode()
    assert "<mark>cures</mark>" in answer
    assert "Accept it" not in answer
    assert accept(client, story).redirect_chain  # sent away
    assert not ClaimDecision.objects.exists()
    assert client.get(address(draft(text(CURE)))).status_code == 302


def test_a_decision_is_taken_back_in_its_own_story_only(client, chief):
    story, other = draft(text(CURE)), draft(text(CURE))
    accept(client, story)
    client.post(reverse("claims:take_back", args=[other.pk, ClaimDecision.objects.get().pk]))
    assert ClaimDecision.objects.exists()


def test_the_editor_leads_to_the_claims(client, chief):
    story = draft(text(CURE))
    assert address(story) in client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()


def test_many_claims_cost_as_many_queries_as_two(client, chief, django_assert_num_queries):
    few, many = (draft(*[text(f"Balm {n} cures every rash.") for n in range(count)]) for count in (2, 30))
    client.get(address(few))
    with CaptureQueriesContext(
        connection,
    ) as spent:
        client.get(address(few))
    with django_assert_num_queries(len(spent)):
        client.get(address(many))


def test_managing_editors_choose_how_strict_a_topic_is(client, chief):
    topic = factories.topic()
    client.post(reverse("wagtailsnippets_claims_claimpolicy:add"), {"topic": topic.pk, "strictness": "blocker"})
    assert ClaimPolicy.objects.get(topic=topic).strictness == "blocker"
