"""The desk's screens: the panel beside the editor, the checks of a story, a call written down, the list."""

import json
import re
from uuid import uuid4

import pytest

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail.models import Site

from accounts.roles import Role
from accuracy_checks.models import AccuracyCheck, AccuracyPolicy, CheckState, Policy
from accuracy_checks.standing import State, standings
from home.models import MagazineSettings
from notices.models import Kind, Notice
from tests import factories, newsroom, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    return factories.expert(title="Dr. Ada Park", last_name="Park")


@pytest.fixture
def story(speaker):
    return factories.article("Serums", live=False, body=[factories.statement(speaker, "It wakes skin up.", "direct")])


@pytest.fixture
def desk(client, staff):
    client.force_login(staff[Role.FACT_CHECKER])
    return client


def screen(story):
    return reverse("accuracy_checks_story", args=[story.pk])


def block_of(story):
    return newsroom.newest(story).body[0].id


def test_a_source_without_address_can_be_asked_once_one_is_typed(desk, story, speaker):
    page = desk.get(screen(story)).content.decode()
    assert "It wakes skin up." in page
    answer = desk.post(screen(story), {"verb": "ask", "person": speaker.pk, "email": "", "days": 3})
    assert answer.status_code == 400
    assert "This field is required." in answer.content.decode()
    assert not AccuracyCheck.objects.exists()
    answer = desk.post(screen(story), {"verb": "ask", "person": speaker.pk, "email": "not an address", "days": 3})
    assert 'value="not an address"' in answer.content.decode()
    desk.post(screen(story), {"verb": "ask", "person": speaker.pk, "email": "park@example.org", "days": 3})
    assert AccuracyCheck.objects.get().state == CheckState.OUT
    assert mail.outbox[-1].to == ["park@example.org"]


def test_the_letter_is_from_the_magazine_and_signed_and_names_the_story_only_where_the_house_shows_it(
    desk, story, speaker
):
    form = {"verb": "ask", "person": speaker.pk, "email": "park@example.org", "days": 3}
    site = Site.objects.get()
    MagazineSettings.objects.update_or_create(site=site, defaults={"name": "Petal & Proof"})
    desk.post(screen(story), form)
    letter = mail.outbox[-1]
    assert letter.subject == "Is this accurate? Your words in Petal & Proof"
    assert "is working on a story" in letter.body
    assert "Serums" not in letter.body
    assert f"{AccuracyCheck.objects.get().asked_by}, Petal & Proof" in letter.body
    AccuracyPolicy.objects.update_or_create(site=site, defaults={"policy": Policy.FULL})
    factories.publish(newsroom.newest(story))
    desk.post(screen(story), form | {"verb": "revoke", "check": AccuracyCheck.objects.get().pk})
    desk.post(screen(story), form)
    assert "has published a story" in mail.outbox[-1].body
    assert "It is called “Serums”." in mail.outbox[-1].body


def test_the_address_of_the_last_time_is_filled_in(desk, story, speaker):
    earlier = factories.article(live=False, body=[factories.statement(speaker, "Long ago.")])
    sources.confirm(earlier, speaker)
    assert 'value="source@example.org"' in desk.get(screen(story)).content.decode()


def test_remind_and_withdraw_the_link(desk, story, speaker):
    check = sources.ask(story, speaker)
    desk.post(screen(story), {"verb": "remind", "check": check.pk})
    assert len(mail.outbox) == 2
    answer = desk.post(screen(story), {"verb": "remind", "check": check.pk})
    assert answer.status_code == 400
    assert "reminded less than a day ago" in answer.content.decode()
    desk.post(screen(story), {"verb": "revoke", "check": check.pk})
    check.refresh_from_db()
    assert check.state == CheckState.REVOKED


def test_the_link_to_an_answer_is_shut_with_one_press(desk, story, speaker):
    check = sources.confirm(story, speaker)
    assert "Shut the link" in desk.get(screen(story)).content.decode()
    assert desk.post(screen(story), {"verb": "revoke", "check": check.pk}).status_code == 302
    assert "Shut the link" not in desk.get(screen(story)).content.decode()


def test_to_accept_leads_who_may_edit_to_the_block_and_changes_no_word(client, staff, story, speaker):
    client.force_login(staff[Role.COPY_EDITOR])
    check = sources.say(sources.ask(story, speaker), ("fact_wrong", "It calms."))
    before = newsroom.newest(story).body.get_prep_value()
    answer = client.post(screen(story), {"verb": "accept", "statement": check.statements.get().pk})
    assert answer.headers["Location"].endswith(f"/edit/#:w:contentpath=body.{block_of(story)}")
    assert newsroom.newest(story).body.get_prep_value() == before


def test_a_dispute_outlives_its_block_until_somebody_decides(desk, story, speaker):
    check = sources.say(sources.ask(story, speaker), "not_said")
    copied = newsroom.newest(story).body.get_prep_value()[0] | {"id": str(uuid4())}
    newsroom.edit(story, body=json.dumps([copied]))
    assert [one.state for one in standings(newsroom.newest(story))] == [State.DISPUTED]
    newsroom.edit(story, body=[("paragraph", "<p>Nothing of it.</p>")])
    assert "waits for a decision" in desk.get(screen(story)).content.decode()
    desk.post(screen(story), {"verb": "decline", "statement": check.statements.get().pk, "reason": "It is on tape."})
    assert "waits for a decision" not in desk.get(screen(story)).content.decode()


def test_to_accept_keeps_who_may_not_edit_on_the_screen_and_says_who_mends_it(desk, story, speaker):
    check = sources.say(sources.ask(story, speaker), ("fact_wrong", "It calms."), credentials="MD")
    for thing in ({"statement": check.statements.get().pk}, {"check": check.pk}):
        answer = desk.post(screen(story), {"verb": "accept"} | thing, follow=True)
        assert answer.redirect_chain == [(screen(story), 302)]
        assert "Accepted: “" in (page := answer.content.decode())
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) not in page


def test_declined_without_a_reason_nothing_is_lost(desk, story, speaker):
    check = sources.say(sources.ask(story, speaker), "not_said")
    statement = check.statements.get().pk
    answer = desk.post(screen(story), {"verb": "decline", "statement": statement, "reason": " "})
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()
    desk.post(screen(story), {"verb": "decline", "statement": statement, "reason": "It is on the tape."})
    assert "It is on the tape." in desk.get(screen(story)).content.decode()


def test_a_wrong_credit_is_accepted_on_the_persons_page(client, staff, story, speaker):
    client.force_login(staff[Role.MANAGING_EDITOR])
    check = sources.say(sources.ask(story, speaker), "accurate", credentials="MD")
    answer = client.post(screen(story), {"verb": "accept", "check": check.pk})
    assert answer.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[speaker.pk])


@pytest.mark.parametrize("data", [{}, {"verb": "x"}, {"verb": "accept", "statement": "9999"}, {"verb": "remind"}])
def test_a_form_that_makes_no_sense_changes_nothing(desk, story, data):
    answer = desk.post(screen(story), data)
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.content.decode()


def test_the_check_of_another_story_is_not_reached_from_here(desk, story, speaker):
    other = factories.article(live=False, body=[factories.statement(speaker, "Elsewhere.")])
    check = sources.ask(other, speaker)
    desk.post(screen(story), {"verb": "revoke", "check": check.pk})
    check.refresh_from_db()
    assert check.state == CheckState.OUT


def test_a_call_is_written_down(desk, story, speaker):
    address, block = reverse("accuracy_checks_call", args=[story.pk, speaker.pk]), block_of(story)
    assert "It wakes skin up." in desk.get(address).content.decode()
    said = {f"answer-{block}": "fact_wrong", f"correction-{block}": "It calms."}
    page = desk.post(address, said).content.decode()
    assert "It calms.</textarea>" in page
    assert "This field is required." in page
    desk.post(address, said | {"note": "Spoke to her on Tuesday at ten."})
    page = desk.get(screen(story)).content.decode()
    assert "Spoke to her on Tuesday at ten." in page
    assert "It calms." in page


def test_the_editor_has_a_panel_that_leads_to_blocks_and_decisions(client, staff, story, speaker):
    check = sources.say(sources.ask(story, speaker), ("fact_wrong", "It calms."))
    client.force_login(staff[Role.COPY_EDITOR])
    page = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert f'href="#:w:contentpath=body.{block_of(story)}"' in page
    assert "It calms." in page
    assert f"{screen(story)}#statement-{check.statements.get().pk}" in page


def test_a_writer_reads_the_answers_to_their_own_story_and_decides_nothing(client, speaker):
    writer = factories.user(Role.WRITER)
    story = factories.article(live=False, owner=writer, body=[factories.statement(speaker)])
    check = sources.say(sources.ask(story, speaker), "not_said")
    client.force_login(writer)
    page = client.get(screen(story)).content.decode()
    assert "I did not say this" in page
    assert 'value="accept"' not in page
    answer = client.post(screen(story), {"verb": "accept", "statement": check.statements.get().pk})
    assert answer.status_code in (302, 403)
    assert not check.statements.get().decision


def test_others_stories_are_nobody_elses_business(client, story):
    client.force_login(factories.user(Role.WRITER))
    assert client.get(screen(story)).status_code in (302, 403)


def test_the_list_shows_every_check_by_state(desk, story, speaker):
    other = factories.article("Masks", live=False, body=[factories.statement(speaker, "Elsewhere.")])
    sources.ask(story, speaker)
    sources.say(sources.ask(other, speaker), "not_said")
    address = reverse("accuracy_checks_report")
    assert "1 disputed, waits for an editor" in desk.get(address).content.decode()
    assert titles(desk.get(address, {"state": "out"})) == {"Serums"}
    assert titles(desk.get(address, {"undecided": "open"})) == {"Masks"}
    assert desk.get(address, {"export": "csv"}).status_code == 200


def titles(answer):
    return {one for one in ("Serums", "Masks") if re.search(rf">\s*{one}\s*<", answer.content.decode())}


def test_twelve_sources_cost_as_many_queries_as_two(desk):
    def cost(number):
        people = [factories.expert() for _each in range(number)]
        story = factories.article(live=False, body=[factories.statement(one) for one in people])
        for one in people:
            sources.ask(story, one)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(screen(story))
        return len(queries)

    cost(1)
    assert cost(12) == cost(2)


def test_the_desk_reads_on_which_terms_a_source_spoke_wherever_it_may_speak_to_them(desk, speaker):
    terms = {"basis": "background", "public_description": "a chemist at a maker", "basis_reason": "Her contract"}
    kept = factories.article(live=False, body=[factories.statement(speaker, "It keeps for a year.", **terms)])
    for address in (screen(kept), reverse("accuracy_checks_call", args=[kept.pk, speaker.pk])):
        page = desk.get(address).content.decode()
        assert "Background: described, never named." in page
        assert "Readers are told: “a chemist at a maker”. The name stays in the newsroom." in page


def test_a_letter_says_which_story_is_meant_without_its_headline(desk, speaker):
    skin, writer = factories.topic("Skin"), factories.expert(title="Willow Typewright")
    story = factories.article(
        "A secret headline", live=False, topic=skin, writers=[writer], body=[factories.statement(speaker)]
    )
    desk.post(screen(story), {"verb": "ask", "person": speaker.pk, "email": "park@example.org", "days": 3})
    assert "The story, on our pages about Skin, is by Willow Typewright." in mail.outbox[-1].body
    assert "A secret headline" not in mail.outbox[-1].body


def test_the_writer_gets_a_letter_about_words_that_the_desk_accepted_as_wrong(desk, staff, speaker):
    story = factories.article("Serums", live=False, owner=staff[Role.WRITER], body=[factories.statement(speaker)])
    sources.say(sources.ask(story, speaker), ("fact_wrong", "Six weeks, not two."))
    desk.post(screen(story), {"verb": "accept", "statement": AccuracyCheck.objects.get().statements.get().pk})
    notice = Notice.objects.get(kind=Kind.WORDS_TO_MEND)
    assert notice.recipient == staff[Role.WRITER]
    assert (notice.data["source"], notice.data["said"]) == ("Dr. Ada Park", "Six weeks, not two.")
