"""The record of a treatment: what it holds, when it is to be checked, and what a change of it tells."""

import importlib
from datetime import date, timedelta

import pytest

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tests import factories
from treatments.models import OtherName, RegulatoryStatus, Treatment, TreatmentSettings, months_after
from treatments.signals import status_changed
from treatments.vocabulary import Jurisdiction, Status, Volatility

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 31)


@pytest.fixture
def told():
    """The sentences that listeners hear, one for each change."""
    heard = []

    def hear(words, **kwargs):
        heard.append(words)

    status_changed.connect(hear)
    yield heard
    status_changed.disconnect(hear)


def row_of(treatment, place="US"):
    return next(row for row in treatment.statuses.get_object_list() if row.jurisdiction == place)


def save(treatment):
    treatment.save()
    treatment.save_revision()
    return Treatment.objects.get(pk=treatment.pk)


@pytest.mark.parametrize(
    ("volatility", "due"), [("fast", date(2026, 4, 30)), ("standard", date(2027, 1, 31)), ("stable", date(2029, 1, 31))]
)
def test_the_next_check_is_worked_out_from_how_fast_a_treatment_changes(volatility, due):
    treatment = factories.treatment(US="approved", checked_on=TODAY)
    treatment.volatility = volatility
    assert row_of(save(treatment)).next_check == due
    assert months_after(TODAY, Volatility(volatility).months) == due


def test_a_typed_check_stays_when_the_pace_changes():
    treatment = factories.treatment(US="approved", checked_on=TODAY)
    row_of(treatment).next_check = date(2026, 6, 1)
    treatment = save(treatment)
    treatment.volatility = "fast"
    assert row_of(save(treatment)).next_check == date(2026, 6, 1)


def test_a_status_checked_anew_is_next_checked_later_without_anybody_typing_it():
    row = row_of(factories.treatment(US="approved", checked_on=TODAY))
    row.checked_on = date(2026, 7, 1)
    row.full_clean()
    row.save()
    assert row.next_check == date(2027, 7, 1)


def test_nobody_has_checked_what_is_still_to_come():
    row = row_of(factories.treatment(US="approved"))
    row.checked_on = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="still to come"):
        row.full_clean()


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "fine"},
        {"jurisdiction": "XX"},
        {"source_url": ""},
        {"checked_on": None},
        {"next_check": TODAY},
    ],
    ids=str,
)
def test_the_database_refuses_a_status_that_says_nothing(wrong):
    row = row_of(factories.treatment(US="approved", checked_on=TODAY))
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulatoryStatus.objects.filter(pk=row.pk).update(**wrong)


def test_one_place_has_one_status_and_one_name_one_treatment():
    treatment = factories.treatment(US="approved", other_names=["exo glow"])
    with pytest.raises(IntegrityError), transaction.atomic():
        RegulatoryStatus.objects.create(treatment=treatment, jurisdiction="US", needs_verification=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        OtherName.objects.create(treatment=factories.treatment(), name="Exo Glow")


def test_a_treatment_that_a_story_names_is_not_deleted():
    treatment = factories.treatment()
    factories.article(treatments=[treatment], disclosure_answer="none", live=False)
    with pytest.raises(ProtectedError):
        treatment.delete()


# What a change tells --------------------------------------------------------------------------------


def test_another_status_is_told_in_one_sentence(told):
    treatment = factories.treatment("Glow infusion", US="approved", UK="approved")
    told.clear()
    row_of(treatment).status = "unapproved"
    save(treatment)
    assert told == ["Glow infusion: United States: “Approved”, now “Not approved”."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda treatment: setattr(row_of(treatment), "note", "Twice as bad."), "the note was changed"),
        (
            lambda treatment: setattr(treatment, "evidence_level", "rct"),
            "best evidence: not looked for, now Randomised",
        ),
        (lambda treatment: treatment.statuses.remove(row_of(treatment)), "“Not approved”, now “no entry”"),
    ],
    ids=["note", "evidence", "row taken out"],
)
def test_whatever_a_story_may_lean_on_is_told(told, change, sentence):
    treatment = factories.treatment(US="unapproved")
    told.clear()
    change(treatment)
    save(treatment)
    (words,) = told
    assert sentence in words


def test_a_typing_error_in_the_summary_or_another_day_of_checking_is_told_to_nobody(told):
    treatment = factories.treatment(US="unapproved", checked_on=TODAY)
    told.clear()
    treatment.summary = "Minute parcels."
    row_of(treatment).checked_on = TODAY + timedelta(days=1)
    row_of(treatment).note = "  "
    save(treatment)
    assert told == []


def test_an_old_version_that_is_put_back_is_told_as_the_change_it_is(told):
    treatment = factories.treatment(US="unapproved")
    old = treatment.latest_revision
    row_of(treatment).status = "approved"
    save(treatment)
    told.clear()
    save(old.as_object())
    assert len(told) == 1
    assert "“Approved”, now “Not approved”" in told[0]


# What the house begins with ---------------------------------------------------------------------------


def test_the_house_begins_with_a_record_of_exosomes_that_it_must_verify():
    treatment = Treatment.objects.get(name="Exosome therapy")
    rows = {row.jurisdiction: row for row in treatment.statuses.all()}
    assert {place: row.status for place, row in rows.items()} == {"US": "unapproved", "EU": "unknown", "UK": "unknown"}
    assert all(row.needs_verification and row.checked_on is None for row in rows.values())
    assert "6 December 2019" in rows["US"].source_name
    assert rows["US"].source_url.startswith("https://www.fda.gov/")
    assert treatment.volatility == "fast"
    assert Treatment.objects.to_check_soon().get() == treatment


def test_the_record_of_exosomes_goes_the_way_it_came_unless_the_house_has_made_it_its_own():
    migration = importlib.import_module("treatments.migrations.0003_exosomes")
    migration.remove_record(apps, None)
    assert not Treatment.objects.exists()
    migration.add_record(apps, None)
    treatment = Treatment.objects.get()
    assert treatment.statuses.count() == 3
    save(treatment)
    migration.remove_record(apps, None)
    assert Treatment.objects.exists()


def test_each_place_has_a_setting_and_somewhere_to_report_harm():
    settings = TreatmentSettings.of_the_house()
    assert settings.jurisdictions == ["US", "UK", "EU"]
    for place in Jurisdiction:
        assert hasattr(settings, place.lower())
        assert place.reports_to.url.startswith("https://")
        assert place.reports_to.name
    assert "MedWatch" in Jurisdiction.US.reports_to.name
    assert "Yellow Card" in Jurisdiction.UK.reports_to.name
    assert Status.UNKNOWN in [status for status in Status if "not approved" in status.label.lower()]


def test_a_magazine_is_read_somewhere():
    settings = TreatmentSettings(us=False, uk=False, eu=False)
    with pytest.raises(ValidationError, match="at least one place"):
        settings.validate_constraints()
