"""A treatment's record changes, and every story that names it comes back to the desk."""

from unittest.mock import Mock

import pytest

from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from rechecks import opening
from rechecks.models import Cause, Recheck
from rechecks.progress import progress_of
from tests import factories
from treatments.models import OtherName, RegulatoryStatus, TreatmentMention

pytestmark = pytest.mark.django_db


@pytest.fixture
def glow():
    return factories.treatment("Glow infusion", other_names=["glow drip"], US="approved", UK="approved", EU="approved")


def text(words):
    return ("paragraph", f"<p>{words}</p>")


def reviewed(**fields):
    reviewer = factories.person(is_medical_reviewer=True)
    given = {"medical_reviewer": reviewer, "disclosure_answer": "none"}
    return factories.article(**(given | fields))


def change(treatment, status="unapproved", place="US"):
    row = next(row for row in treatment.statuses.get_object_list() if row.jurisdiction == place)
    row.status = status
    treatment.save()
    treatment.save_revision()


def test_every_live_story_that_names_it_is_to_be_looked_at_again(glow):
    experience = {"text": "<p>I did.</p>", "treatment": glow, "paid_by": "writer"}
    naming = [
        reviewed(treatments=[glow]),
        reviewed(body=[("experience", experience)]),
        reviewed(body=[text("They call it a glow drip.")]),
    ]
    reviewed(treatments=[glow], live=False)
    reviewed(body=[text("A peel.")])
    change(glow)
    cause = Cause.objects.get()
    assert set(cause.rechecks.values_list("article", flat=True)) == {story.pk for story in naming}
    assert cause.words == "Glow infusion: United States: “Approved”, now “Not approved”."
    assert cause.about == glow


def test_a_typing_error_brings_nothing_back(glow):
    reviewed(treatments=[glow])
    glow.summary = "A drip."
    glow.save()
    glow.save_revision()
    assert not Cause.objects.exists()


def test_stories_that_turn_out_to_name_what_is_not_approved_come_back_as_well(glow):
    change(glow)
    story = reviewed(body=[text("The moon facial.")])
    glow.other_names.add(OtherName(name="moon facial"))
    glow.save()
    glow.save_revision()
    assert Recheck.objects.get().article_id == story.pk
    assert "which is not approved everywhere" in Cause.objects.get().words


def test_a_new_name_of_what_is_approved_brings_nothing_back(glow):
    reviewed(body=[text("The moon facial.")])
    glow.other_names.add(OtherName(name="moon facial"))
    glow.save()
    glow.save_revision()
    assert not Cause.objects.exists()


def test_five_thousand_stories_are_listed_by_the_worker_which_goes_on_where_it_was_killed(glow, monkeypatch):
    story = reviewed(treatments=[glow])
    ids = [story.pk, *factories.copies(story, 4999)]
    rows = [TreatmentMention(page_id=pk, treatment=glow, in_live=True) for pk in ids[1:]]
    TreatmentMention.objects.bulk_create(rows)
    worker = Mock()
    monkeypatch.setattr(opening, "go_on", worker)  # the queue is long
    with CaptureQueriesContext(connection) as captured:
        change(glow)
    assert len(captured) < 100  # the editor does not wait for five thousand
    (cause,) = progress_of(glow)["causes"]
    assert (cause.listed, cause.stories, cause.settled) == (500, 5000, 0)
    worker.enqueue.assert_called_once_with(cause.pk)

    monkeypatch.undo()
    calls = []

    def killed(cause):
        calls.append(cause.listed)
        if len(calls) == 4:
            raise KeyboardInterrupt  # in the midst of a part: the part is rolled back
        real(cause)

    real = opening.list_some
    monkeypatch.setattr(opening, "list_some", killed)
    with pytest.raises(KeyboardInterrupt):
        opening.go_on.func(cause.pk)
    monkeypatch.undo()
    (cause,) = progress_of(glow)["causes"]
    assert (cause.listed, Recheck.objects.count()) == (2000, 2000)

    call_command("go_on_rechecks")
    (cause,) = progress_of(glow)["causes"]
    assert (cause.listed, Recheck.objects.count()) == (5000, 5000)
    assert set(Recheck.objects.values_list("article", flat=True)) == set(ids)


def test_the_page_of_the_treatment_shows_how_far_it_has_come(client, glow, monkeypatch):
    monkeypatch.setattr(opening, "AT_ONCE", 2)
    monkeypatch.setattr(opening, "go_on", Mock())
    for _each in range(3):
        reviewed(treatments=[glow])
    change(glow)
    reader, keeper = factories.user(Role.WRITER), factories.user(Role.FACT_CHECKER)
    for user, screen in ((reader, "inspect"), (keeper, "edit")):
        client.force_login(user)
        page = " ".join(
            client.get(f"/admin/snippets/treatments/treatment/{screen}/{glow.pk}/").content.decode().split()
        )
        assert "2 of 3 stories listed to be looked at again, 0 settled." in page
        assert "The worker lists the rest." in page


def test_who_keeps_the_records_is_told_once_of_what_is_to_be_checked(glow):
    RegulatoryStatus.objects.exclude(treatment=glow).delete()
    keeper = factories.user(Role.MEDICAL_REVIEWER)
    factories.user(Role.WRITER)
    soon = timezone.localdate() + timezone.timedelta(days=59)
    later = soon + timezone.timedelta(days=30)
    RegulatoryStatus.objects.filter(jurisdiction="US").update(next_check=soon, checked_on="2026-01-01")
    RegulatoryStatus.objects.exclude(jurisdiction="US").update(next_check=later)
    for _each in range(2):
        call_command("remind_of_checks")
    (letter,) = mail.outbox
    assert letter.to == [keeper.email]
    assert letter.subject == "A treatment is to be checked"
    assert "Glow infusion, United States: Approved" in letter.body
    assert "United Kingdom" not in letter.body
    assert "/admin/snippets/treatments/treatment/?check=soon" in letter.body
