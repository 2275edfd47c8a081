"""Which letters a person wants: asked on the page of their account in the admin."""

from datetime import UTC, datetime

import pytest
import time_machine

from django.db import IntegrityError, transaction
from django.urls import reverse

from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile

from accounts.roles import Role
from notices.models import INTERESTS, Interest, Kind, Notice, NoticePreference
from notices.outbox import tell
from notices.posting import deliver_due
from tests import factories

pytestmark = pytest.mark.django_db

ACCOUNT = "/admin/account/"


@pytest.fixture
def editor(staff):
    return staff[Role.COPY_EDITOR]


@pytest.fixture
def story(staff):
    return factories.article("A balm for winter", owner=staff[Role.WRITER], live=False)


@pytest.fixture
def choose(login, editor):
    """choose(waiting="digest"): fill in the form on the page and send it."""

    def send(user=editor, **choices):
        client = login(user)
        form = querydict_from_html(client.get(ACCOUNT).content.decode(), form_id="w-editor-form").dict()
        names = {"name_email-first_name": "Ada", "name_email-last_name": "Example"}
        return client.post(ACCOUNT, form | names | {f"letters-{name}": value for name, value in choices.items()})

    return send


def text(response):
    return " ".join(response.content.decode().split())


def test_every_kind_of_letter_can_be_chosen():
    assert set(INTERESTS) == set(Kind)
    assert {interest.value for interest in Interest} <= {field.name for field in NoticePreference._meta.fields}


def test_the_account_page_asks_in_the_place_where_wagtail_asks(login, editor):
    page = text(login(editor).get(ACCOUNT))
    assert "Letters about stories" in page
    assert "House time: Europe/London." in page
    assert page.count('id="tab-notifications"') == 1
    assert reverse("wagtailadmin_account") == ACCOUNT


def test_there_is_one_truth_and_wagtails_own_switches_are_gone(login, editor):
    page = text(login(editor).get(ACCOUNT))
    for field in ("submitted", "approved", "rejected"):
        assert f"{field}_notifications" not in page
    assert page.count("updated_comments_notifications") >= 1


def test_the_page_is_for_staff_only(client):
    assert client.get(ACCOUNT).status_code == 302
    client.force_login(factories.user())
    assert client.get(ACCOUNT).status_code in {302, 403}


def test_what_is_chosen_is_kept(choose, editor):
    assert choose(waiting="digest", mine="none", signed="each", trouble="digest", digest_hour="17").status_code == 302
    chosen = NoticePreference.objects.get(user=editor)
    assert (chosen.waiting, chosen.mine, chosen.signed, chosen.trouble) == ("digest", "none", "each", "digest")
    assert chosen.digest_hour == 17
    choose(waiting="each")
    assert NoticePreference.objects.get(user=editor).waiting == "each"


def test_notes_in_the_margin_stay_wagtails(choose, editor, login):
    profile = UserProfile.get_for_user(editor)
    assert profile.updated_comments_notifications
    client = login(editor)
    form = querydict_from_html(client.get(ACCOUNT).content.decode(), form_id="w-editor-form").dict()
    form.pop("margin-updated_comments_notifications")
    client.post(ACCOUNT, form | {"name_email-first_name": "Ada", "name_email-last_name": "Example"})
    profile.refresh_from_db()
    assert not profile.updated_comments_notifications
    assert profile.submitted_notifications  # Wagtail's other switches are left as they were


def test_who_cannot_change_pages_gets_no_letters_about_notes_and_is_not_asked(login, staff):
    page = text(login(staff[Role.MEDICAL_REVIEWER]).get(ACCOUNT))
    assert "Letters about stories" in page
    assert "updated_comments_notifications" not in page


@pytest.mark.parametrize("choices", [{"waiting": "hourly"}, {"digest_hour": "24"}, {"digest_hour": "-1"}, {"mine": ""}])
def test_nothing_else_can_be_chosen(choose, editor, choices):
    assert choose(**choices).status_code == 200
    assert not NoticePreference.objects.exists()


@pytest.mark.parametrize("wrong", [{"waiting": "hourly"}, {"trouble": ""}, {"digest_hour": 24}])
def test_the_database_holds_the_rule_too(editor, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticePreference.objects.create(user=editor, **wrong)


def test_nobody_chooses_for_somebody_else(choose, editor, staff):
    choose(waiting="none")
    assert list(NoticePreference.objects.values_list("user", flat=True)) == [editor.pk]


# What still waits ---------------------------------------------------------------------------------


@pytest.fixture
def waiting(story, editor):
    """One letter that waits on either side, written at nine in the morning."""
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        tell([editor], Kind.CANCELLED, story, by=None, key="a", desk="Copy desk")
        tell([editor], Kind.PUBLISHED, story, by=None, key="b")
        yield lambda: {notice.kind: (notice.in_digest, notice.send_after) for notice in Notice.objects.waiting()}


NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_a_choice_holds_for_what_still_waits(waiting, choose):
    assert waiting() == {Kind.CANCELLED: (False, NINE), Kind.PUBLISHED: (False, NINE)}
    choose(waiting="digest", mine="none")
    assert waiting() == {Kind.CANCELLED: (True, NEXT_MORNING)}
    choose(digest_hour="17")
    assert waiting() == {Kind.CANCELLED: (True, NINE.replace(hour=17))}
    choose(waiting="each")
    assert waiting() == {Kind.CANCELLED: (False, NINE)}
    assert deliver_due() == 1


def test_a_form_sent_unchanged_moves_nothing(waiting, choose, editor):
    Notice.objects.update(send_after=NINE.replace(hour=10))
    choose()
    assert {send_after for _in_digest, send_after in waiting().values()} == {NINE.replace(hour=10)}


def test_what_was_sent_stays_as_it_was(waiting, choose):
    Notice.objects.update(sent_at=NINE)
    choose(waiting="none", mine="none")
    assert Notice.objects.count() == 2
