"""The record of a treatment on the desk: who reads it, who keeps it, and two who keep it at once."""

from datetime import timedelta

import pytest

from django.contrib.messages import get_messages
from django.utils import timezone

from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.roles import Role
from rechecks.models import Cause
from tests import factories
from treatments.models import Treatment

pytestmark = pytest.mark.django_db
LIST = "/admin/snippets/treatments/treatment/"


@pytest.fixture
def glow():
    return factories.treatment("Glow infusion", US="approved")


@pytest.fixture
def as_(client):
    """Log somebody of a role in, under a name."""

    def log_in(role, name="Ada Example"):
        client.force_login(factories.user(role, display_name=name))
        return client

    return log_in


def edit(treatment):
    return f"{LIST}edit/{treatment.pk}/"


def form_of(treatment, *, status=None, **changes):
    """What a browser sends that has the record open as it is now, with changes."""
    rows = [
        {
            "id": row.pk,
            "jurisdiction": row.jurisdiction,
            "status": status or row.status,
            "note": row.note,
            "source_name": "The newer notice" if status else row.source_name,
            "source_url": row.source_url,
            "checked_on": row.checked_on or "",
            "next_check": row.next_check or "",
            **({"needs_verification": "on"} if row.needs_verification else {}),
        }
        for row in treatment.statuses.all()
    ]
    fields = {name: getattr(treatment, name) for name in ("name", "summary", "evidence_level", "volatility")}
    relations = {"statuses": inline_formset(rows, initial=len(rows)), "other_names": inline_formset([])}
    opened = {"loaded_revision_id": treatment.latest_revision_id or ""}
    return nested_form_data(fields | relations | changes) | opened


def said(response):
    return " ".join(" ".join(str(message).split()) for message in get_messages(response.wsgi_request))


def now(treatment):
    stored = Treatment.objects.get(pk=treatment.pk)
    return [row.status for row in stored.statuses.all()], stored.summary


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.MEDICAL_REVIEWER, Role.MANAGING_EDITOR])
def test_who_checks_facts_keeps_the_record(as_, glow, role):
    response = as_(role).post(edit(glow), form_of(glow, status="unapproved"))
    assert response.status_code == 302
    assert now(glow)[0] == ["unapproved"]
    assert Treatment.objects.get(pk=glow.pk).latest_revision.user.groups.get().name == role


def test_the_desk_hears_who_changed_what(as_, glow):
    factories.article(treatments=[glow], disclosure_answer="none")
    client = as_(Role.FACT_CHECKER, "Nora Halloran")
    page = client.get(edit(glow)).content.decode()
    assert "1 published story names it:" in page
    assert "Nothing so far: no change of this record" in page
    response = client.post(edit(glow), form_of(glow, status="unapproved"))
    assert "1 published story that names it is to be looked at again." in said(response)
    cause = Cause.objects.get()
    assert (str(cause.by), cause.listed, cause.stories) == ("Nora Halloran", 1, 1)


def test_another_status_needs_another_source_and_another_day_and_keeps_what_was_typed(as_, glow):
    glow.statuses.update(checked_on="2026-01-05")
    form = form_of(glow) | {"statuses-0-status": "unapproved", "statuses-0-note": "Not for sale any more."}
    page = as_(Role.FACT_CHECKER).post(edit(glow), form).content.decode()
    assert "This source is of the status before." in page
    assert "On this day it was the status before." in page
    assert "Not for sale any more." in page
    assert now(glow)[0] == ["approved"]


@pytest.mark.parametrize("role", [Role.WRITER, Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.COMMENT_MODERATOR])
def test_everybody_else_at_the_desk_reads_it(as_, glow, role):
    client = as_(role)
    page = client.get(f"{LIST}inspect/{glow.pk}/").content.decode()
    assert "Approved" in page
    assert "https://regulator.example/notice" in page
    client.post(edit(glow), form_of(glow, status="unapproved"))
    assert now(glow)[0] == ["approved"]


def test_the_list_says_what_the_law_says_and_what_is_to_be_checked(as_, glow):
    client = as_(Role.WRITER)
    page = client.get(LIST).content.decode()
    assert "US: Approved" in page
    assert "Never verified" in page  # what the house begins with
    soon = client.get(f"{LIST}?check=soon").content.decode()
    assert "Exosome therapy" in soon
    assert "Glow infusion" not in soon


def test_a_check_within_60_days_is_on_the_list_and_one_after_that_is_not(glow):
    row = glow.statuses.get_object_list()[0]
    for days, listed in ((60, True), (61, False)):
        row.next_check = timezone.localdate() + timedelta(days=days)
        row.save()
        assert Treatment.objects.to_check_soon().filter(pk=glow.pk).exists() is listed


def test_reports_lead_keepers_to_what_is_to_be_checked(as_):
    assert "?check=soon" in as_(Role.FACT_CHECKER).get("/admin/").content.decode()
    assert "?check=soon" not in as_(Role.WRITER).get("/admin/").content.decode()


# Two at once ----------------------------------------------------------------------------------------


def test_who_saves_second_hears_who_changed_what_and_loses_nothing(as_, glow):
    second = form_of(glow, summary="What I typed for an hour.")
    as_(Role.MEDICAL_REVIEWER, "Nora Halloran").post(edit(glow), form_of(glow, status="unapproved"))
    client = as_(Role.FACT_CHECKER)
    response = client.post(edit(glow), second)
    assert response.status_code == 200
    assert "Nora Halloran saved a newer version of this record" in said(response)
    assert "United States: “Approved”, now “Not approved”" in said(response)
    assert "Nothing of yours was saved, and what you typed is still here." in said(response)
    assert "What I typed for an hour." in response.content.decode()
    assert now(glow) == (["unapproved"], "")


def test_to_save_again_after_having_been_told_is_a_decision(as_, glow):
    second = form_of(glow, summary="Mine.")
    as_(Role.MEDICAL_REVIEWER).post(edit(glow), form_of(glow, status="unapproved"))
    client = as_(Role.FACT_CHECKER)
    client.post(edit(glow), second)
    newest = Treatment.objects.get(pk=glow.pk).latest_revision_id
    assert client.post(edit(glow), second | {"loaded_revision_id": newest}).status_code == 302
    assert now(glow) == (["approved"], "Mine.")
    assert glow.revisions.count() == 3  # theirs stays in the history


def test_the_record_the_house_begins_with_is_guarded_before_it_has_any_version(as_):
    exosomes = Treatment.objects.get(name="Exosome therapy")
    changes = {"other_names": inline_formset([]), "summary": "Theirs."}
    second = form_of(exosomes, **(changes | {"summary": "Mine."}))
    as_(Role.MEDICAL_REVIEWER).post(edit(exosomes), form_of(exosomes, **changes))
    response = as_(Role.FACT_CHECKER).post(edit(exosomes), second)
    assert "saved a newer version" in said(response)
    assert now(exosomes)[1] == "Theirs."


def test_a_form_that_does_not_say_what_it_was_made_from_replaces_nothing(as_, glow):
    form = form_of(glow, summary="From a script.")
    del form["loaded_revision_id"]
    assert as_(Role.FACT_CHECKER).post(edit(glow), form).status_code == 200
    assert now(glow)[1] == ""


def test_nothing_is_saved_by_itself_or_into_an_older_version(as_, glow):
    client = as_(Role.FACT_CHECKER)
    assert "w-autosave-interval" not in client.get(edit(glow)).content.decode()
    response = client.post(edit(glow), form_of(glow, summary="Half a sen"), headers={"accept": "application/json"})
    assert response.status_code == 400
    client.post(edit(glow), form_of(glow, summary="Whole.") | {"overwrite_revision_id": glow.latest_revision_id})
    assert glow.revisions.count() == 2


def test_a_locked_record_is_changed_by_nobody_else(as_, glow):
    as_(Role.MANAGING_EDITOR).post(f"{LIST}lock/{glow.pk}/")
    response = as_(Role.FACT_CHECKER).post(edit(glow), form_of(glow, status="unapproved"))
    assert "locked" in said(response)
    assert now(glow)[0] == ["approved"]


# What a form refuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "EXOSOMES"}, "This is another name of a treatment already."),
        ({"other_names": inline_formset([{"name": "exosome Therapy"}])}, "There is a treatment of this name already."),
        ({"other_names": inline_formset([{"name": "Exosomes"}])}, "This is another name of a treatment already."),
    ],
    ids=["name", "other name that is a name", "other name twice"],
)
def test_one_name_leads_to_one_treatment(as_, glow, changes, message):
    response = as_(Role.FACT_CHECKER).post(edit(glow), form_of(glow, **changes))
    assert response.status_code == 200
    assert message in response.content.decode()


@pytest.mark.parametrize("address", ["{list}delete/{pk}/", "/admin/bulk/treatments/treatment/delete/?id={pk}"])
def test_a_record_named_by_stories_is_not_deleted_and_the_screen_says_which(as_, glow, address):
    factories.article("A story about it", treatments=[glow], disclosure_answer="none", live=False)
    client = as_(Role.MANAGING_EDITOR)
    response = client.post(address.format(list=LIST, pk=glow.pk), follow=True)
    assert "Nothing was deleted. It is named in “A story about it”" in response.content.decode()
    assert Treatment.objects.filter(pk=glow.pk).exists()


def test_a_record_that_no_story_names_is_deleted(as_, glow):
    as_(Role.MANAGING_EDITOR).post(f"{LIST}delete/{glow.pk}/")
    assert not Treatment.objects.filter(pk=glow.pk).exists()
