import pytest

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from wagtail.models import PageLogEntry

from accounts.roles import Role
from readiness import overrides
from readiness.gate import NotReady
from readiness.models import Override, Report
from readiness.signals import overridden
from tests import factories, house_rules
from tests.house_rules import KICKER_KEY, RUMOUR_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]

REASON = "The designer adds it in an hour."
CHIEF = pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_EDITOR])


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


@pytest.fixture
def managing(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def story():
    return factories.article("A balm for winter", live=False)


@pytest.fixture
def heard():
    """What the signals said, as (signal, payload)."""
    said = []

    def listener(signal, sender, **payload):
        said.append((signal, payload))

    overridden.connect(listener)
    yield said
    overridden.disconnect(listener)


def publish(page):
    page.get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)


# Giving one ---------------------------------------------------------------------------------------


def test_what_a_managing_editor_waives_no_longer_keeps_the_story(story, managing):
    with pytest.raises(NotReady):
        publish(story)
    [override] = overrides.waive(story, [KICKER_KEY], by=managing, reason=f"  {REASON}  ")
    assert (override.reason, override.given_by, override.rule) == (REASON, managing, "no_kicker")
    assert override.message == house_rules.NO_KICKER
    assert publish(story).live


def test_an_override_holds_for_one_story_only(story, managing):
    overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    with pytest.raises(NotReady):
        publish(factories.article(live=False))


def test_waiving_twice_changes_and_logs_nothing_more(story, managing, heard):
    first = overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    again = overrides.waive(
        story, [KICKER_KEY, KICKER_KEY], by=factories.user(is_superuser=True), reason="Another one."
    )
    assert first == again
    assert again[0].given_by == managing
    assert PageLogEntry.objects.filter(action="readiness.override").count() == 1
    assert len(heard) == 1


def test_the_log_names_finding_reason_person_and_version(story, managing):
    overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    entry = PageLogEntry.objects.get(action="readiness.override")
    assert (entry.user, entry.revision, entry.page_id) == (managing, story.latest_revision, story.pk)
    assert house_rules.NO_KICKER in entry.message
    assert REASON in entry.message


def test_listeners_hear_of_new_overrides(story, managing, heard):
    given = overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    [(signal, payload)] = heard
    assert signal is overridden
    assert (payload["page"], payload["user"], payload["overrides"]) == (story, managing, given)


def test_the_kept_report_follows_at_once(story, managing):
    assert Report.objects.get(pk=story.pk).blockers == 1
    [override] = overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    assert Report.objects.get(pk=story.pk).blockers == 0
    overrides.take_back(override, by=managing)
    assert Report.objects.get(pk=story.pk).blockers == 1


@CHIEF
def test_nobody_else_may_waive_anything(story, staff, role):
    with pytest.raises(PermissionDenied):
        overrides.waive(story, [KICKER_KEY], by=staff[role], reason=REASON)
    assert not Override.objects.exists()


def test_who_may_not_edit_the_story_may_not_waive_its_blockers(story):
    stranger = factories.user()
    stranger.user_permissions.add(Permission.objects.get(codename="add_override"))
    with pytest.raises(PermissionDenied):
        overrides.waive(story, [KICKER_KEY], by=stranger, reason=REASON)


def test_a_rule_may_be_for_others_to_waive(story, managing):
    house_rules.blocker(house_rules.no_kicker, waiver="auth.add_group")
    with pytest.raises(PermissionDenied):
        overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    assert overrides.waive(story, [KICKER_KEY], by=factories.user(is_superuser=True), reason=REASON)


@pytest.mark.parametrize("reason", ["", "too short", "          x          "])
def test_a_reason_says_something(story, managing, reason):
    with pytest.raises(ValidationError, match="at least 10 characters"):
        overrides.waive(story, [KICKER_KEY], by=managing, reason=reason)


def test_what_nobody_may_waive_cannot_be_forged(managing):
    story = factories.article("A rumour", live=False)
    with pytest.raises(ValidationError, match="Nobody may waive this"):
        overrides.waive(story, [KICKER_KEY, RUMOUR_KEY], by=managing, reason=REASON)
    assert not Override.objects.exists()


@pytest.mark.parametrize("keys", [[], ["made up"], [KICKER_KEY, "made up"], ["short_dek:dek::"]])
def test_only_blockers_that_stand_now_can_be_waived_and_all_of_them_or_none(managing, keys):
    story = factories.article(live=False, dek="Short")
    with pytest.raises(ValidationError):
        overrides.waive(story, keys, by=managing, reason=REASON)
    assert not Override.objects.exists()
    assert not PageLogEntry.objects.filter(action="readiness.override").exists()


def test_the_newest_version_decides_what_stands(managing):
    story = factories.article(kicker="Skin")
    story.kicker = ""
    story.save_revision()
    assert overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)


def test_a_listener_that_fails_leaves_nothing_behind(story, managing):
    def broken(**payload):
        raise RuntimeError

    overridden.connect(broken)
    try:
        with pytest.raises(RuntimeError):
            overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    finally:
        overridden.disconnect(broken)
    assert not Override.objects.exists()
    assert not PageLogEntry.objects.filter(action="readiness.override").exists()


def test_the_database_itself_refuses_an_override_without_a_reason(story):
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(page=story, rule="no_kicker", key=KICKER_KEY, reason="short")


# Taking it back -----------------------------------------------------------------------------------


def test_taken_back_it_keeps_the_next_publication_but_not_what_is_public(story, managing):
    [override] = overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    assert publish(story).live
    assert overrides.take_back(override, by=managing)
    story.refresh_from_db()
    assert story.live
    story.title = "Changed"
    story.save_revision()
    with pytest.raises(NotReady):
        publish(story)
    entry = PageLogEntry.objects.get(action="readiness.take_back")
    assert entry.user == managing
    assert REASON in entry.message


def test_taking_back_twice_is_once(story, managing):
    [override] = overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    same = Override.objects.get(pk=override.pk)
    assert overrides.take_back(override, by=managing)
    assert not overrides.take_back(same, by=managing)
    assert PageLogEntry.objects.filter(action="readiness.take_back").count() == 1


@CHIEF
def test_nobody_else_may_take_back_anything(story, staff, managing, role):
    [override] = overrides.waive(story, [KICKER_KEY], by=managing, reason=REASON)
    with pytest.raises(PermissionDenied):
        overrides.take_back(override, by=staff[role])
    assert Override.objects.exists()
