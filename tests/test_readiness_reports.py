from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import ReferenceIndex, Revision

from readiness import reports
from readiness.models import Override, Report
from readiness.rules import RULES
from tests import factories, house_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


def draft(**fields):
    return factories.article(live=False, **fields)


def report_of(page):
    return Report.objects.get(pk=page.pk)


def save(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


# What is kept -------------------------------------------------------------------------------------


def test_every_saved_version_has_its_findings_kept():
    story = draft(dek="Short")
    kept = report_of(story)
    assert (kept.blockers, kept.warnings, kept.notes) == (1, 0, 1)
    assert [row["message"] for row in kept.findings] == [house_rules.NO_KICKER, house_rules.SHORT_DEK]
    assert kept.findings[0]["anchor"] == "kicker"


def test_the_newest_version_counts_not_the_public_one():
    story = factories.article(kicker="Skin")
    assert report_of(story).blockers == 0
    save(story, kicker="")
    assert report_of(story).blockers == 1


def test_what_somebody_has_waived_is_kept_but_not_counted():
    story = draft()
    Override.objects.create(page=story, rule="no_kicker", key=house_rules.KICKER_KEY, reason="It is a test.")
    assert report_of(story).blockers == 0
    assert [row["waived"] for row in report_of(story).findings] == [True]
    Override.objects.all().delete()
    assert report_of(story).blockers == 1


def test_an_override_of_what_nobody_may_waive_changes_nothing():
    story = draft(title="A rumour", kicker="Skin")
    Override.objects.create(page=story, rule="rumour", key=house_rules.RUMOUR_KEY, reason="Written by hand.")
    assert report_of(story).blockers == 1


def test_an_old_version_saved_again_does_not_replace_what_was_found_in_the_newest():
    story = draft()
    old = story.get_latest_revision()
    save(story, kicker="Skin")
    old.save()
    assert report_of(story).blockers == 0


def test_pages_without_rules_have_no_report():
    person = factories.person()
    person.save_revision().publish()
    assert not Report.objects.filter(pk=person.pk).exists()


def test_a_deleted_story_takes_its_report_and_its_overrides_along():
    story = draft()
    Override.objects.create(page=story, rule="no_kicker", key=house_rules.KICKER_KEY, reason="It is a test.")
    story.delete()
    assert not Report.objects.exists()
    assert not Override.objects.exists()


def test_a_rule_that_fails_keeps_nobody_from_saving(caplog):
    story = draft()

    def broken(page):
        raise RuntimeError

    house_rules.blocker(broken)
    save(story, kicker="Skin")
    assert story.get_latest_revision_as_object().kicker == "Skin"
    assert report_of(story).blockers == 1
    assert "RuntimeError" in caplog.text


def test_publishing_and_unpublishing_look_again():
    story = factories.article(kicker="Skin")
    story.unpublish()
    assert report_of(story).checked_at is None  # for the worker: the page may be about to be deleted
    Report.objects.update(blockers=7)
    story.get_latest_revision().publish()
    assert report_of(story).blockers == 0


def test_keeping_the_findings_of_a_version_takes_few_queries_however_long_the_story_is():
    def queries(story):
        revision = Revision.objects.get(pk=story.latest_revision_id)
        with CaptureQueriesContext(connection) as captured:
            revision.save()
        return len(captured)

    short = draft(body=[("heading", {"text": "One"})])
    long = draft(body=[("heading", {"text": f"Heading {number}"}) for number in range(20)])
    with_rules = queries(short)
    assert queries(long) == with_rules
    RULES.clear()
    assert with_rules - queries(short) <= 14


# Changes elsewhere --------------------------------------------------------------------------------


def test_what_uses_a_changed_page_is_looked_at_next():
    writer = factories.person()
    story, other = factories.article(kicker="Skin", writers=[writer]), factories.article(kicker="Skin")
    ReferenceIndex.create_or_update_for_object(story)
    writer.unpublish()
    assert report_of(story).checked_at is None
    assert report_of(other).checked_at is not None


def test_the_clock_takes_what_changed_first_then_the_oldest_and_leaves_what_is_new():
    oldest, old, changed, new = draft(), draft(), draft(), draft()
    Report.objects.update(blockers=7)
    grow_old(oldest, days=2)
    grow_old(old, days=1)
    reports.recheck([changed.pk])
    assert reports.recheck_stalest(limit=2) == 2
    assert [report_of(page).blockers for page in (oldest, old, changed, new)] == [1, 7, 1, 7]
    assert reports.recheck_stalest(limit=2) == 1
    assert [report_of(page).blockers for page in (old, new)] == [1, 7]


def grow_old(page, days=1):
    Report.objects.filter(pk=page.pk).update(checked_at=timezone.now() - timedelta(days=days))


def test_the_clock_finds_pages_that_were_never_looked_at():
    story = draft()
    Report.objects.all().delete()
    assert reports.recheck_stalest() == 1
    assert report_of(story).blockers == 1


def test_one_page_that_fails_does_not_hold_up_the_others(caplog):
    failing, story = draft(title="Failing"), draft()

    def broken(page):
        if page.title == "Failing":
            raise RuntimeError
        return []

    house_rules.blocker(broken)
    Report.objects.update(blockers=7)
    reports.recheck([failing.pk])
    grow_old(story)
    assert reports.recheck_stalest(limit=1) == 1
    assert report_of(failing).checked_at is not None
    assert reports.recheck_stalest(limit=1) == 1
    assert report_of(story).blockers == 1


def test_a_page_saved_while_the_clock_looks_at_it_keeps_what_the_save_found():
    story = draft()

    def saved_meanwhile(page):
        del RULES["saved_meanwhile"]
        save(story, kicker="Skin")
        return []

    house_rules.blocker(saved_meanwhile)
    grow_old(story)
    assert reports.recheck_stalest() == 1
    assert report_of(story).blockers == 0


def test_a_page_has_no_report_any_more_once_no_rule_is_about_it():
    grow_old(draft())
    RULES.clear()
    reports.recheck_stalest()
    assert not Report.objects.exists()
