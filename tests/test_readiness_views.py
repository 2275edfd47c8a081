"""The screens of overrides."""

import csv
import io

import pytest

from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from readiness import overrides
from readiness.models import Override
from tests import editor, factories, house_rules
from tests.house_rules import KICKER_KEY, RUMOUR_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]

REASON = "The designer adds it in an hour."
REPORT = "readiness:overrides"
OTHERS = pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_EDITOR])


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


@pytest.fixture
def managing(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def desk(login, managing):
    return login(managing)


@pytest.fixture
def story():
    return factories.article("A balm for winter", live=False)


def override_url(page):
    return reverse("readiness:override", args=(page.pk,))


def take_back_url(override):
    return reverse("readiness:take_back", args=(override.page_id, override.pk))


def waived(story, by, reason=REASON):
    return overrides.waive(story, [KICKER_KEY], by=by, reason=reason)[0]


def text_of(response):
    return " ".join(response.content.decode().split())


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# Publish anyway -----------------------------------------------------------------------------------


def test_the_screen_lists_what_may_pass_and_what_must_be_mended(desk):
    page = text_of(desk.get(override_url(factories.article("A rumour", live=False))))
    assert house_rules.NO_KICKER in page
    assert f'value="{KICKER_KEY}"' in page
    assert house_rules.RUMOUR in page
    assert f'value="{RUMOUR_KEY}"' not in page


def test_choosing_and_saying_why_lets_it_pass_and_leads_back(desk, story, managing):
    response = desk.post(override_url(story), {"keys": [KICKER_KEY], "reason": REASON})
    assert response.url == editor.edit_url(story)
    assert "Nothing keeps “A balm for winter” from being published now. It is not published yet." in told(response)
    override = Override.objects.get()
    assert (override.reason, override.given_by) == (REASON, managing)
    assert not type(story).objects.get(pk=story.pk).live


def test_what_is_left_is_named(desk):
    story = factories.article("A rumour", live=False)
    response = desk.post(override_url(story), {"keys": [KICKER_KEY], "reason": REASON})
    assert f"This is still in the way: {house_rules.RUMOUR}" in told(response)


@pytest.mark.parametrize(
    "wrong", [{"reason": "short"}, {"keys": []}, {"keys": ["made up"]}, {"keys": [KICKER_KEY, RUMOUR_KEY]}]
)
def test_a_mistake_keeps_what_was_typed(desk, story, wrong):
    sent = {"keys": [KICKER_KEY], "reason": "Because the designer is late."} | wrong
    response = desk.post(override_url(story), sent)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert sent["reason"] in response.content.decode()
    assert not Override.objects.exists()


def test_what_was_mended_meanwhile_is_not_waived(desk, story):
    story.kicker = "Skin"
    story.save_revision()
    response = desk.post(override_url(story), {"keys": [KICKER_KEY], "reason": REASON})
    assert "There is nothing here that you could let pass." in text_of(response)
    assert not Override.objects.exists()


def test_what_was_waived_already_is_not_offered_again(desk, story, managing):
    waived(story, managing)
    assert "There is nothing here that you could let pass." in text_of(desk.get(override_url(story)))


@OTHERS
def test_the_screen_is_for_managing_editors(login, staff, story, role):
    client = login(staff[role])
    for response in (client.get(override_url(story)), client.post(override_url(story), {"keys": [KICKER_KEY]})):
        assert response.status_code in (302, 404) or response.headers.get("Location") == reverse("wagtailadmin_home")
    assert not Override.objects.exists()


def test_a_page_that_is_not_there(desk):
    assert desk.get(reverse("readiness:override", args=(987,))).status_code == 404


# Taking back --------------------------------------------------------------------------------------


def test_taken_back_with_one_press(desk, story, managing):
    response = desk.post(take_back_url(waived(story, managing)))
    assert response.url == editor.edit_url(story)
    assert house_rules.NO_KICKER in told(response)
    assert not Override.objects.exists()


def test_a_link_takes_nothing_back(desk, story, managing):
    assert desk.get(take_back_url(waived(story, managing))).status_code == 405
    assert Override.objects.exists()


def test_pressed_twice_it_says_so(desk, story, managing):
    address = take_back_url(waived(story, managing))
    desk.post(address)
    response = desk.post(address)
    assert response.status_code == 302
    assert "taken back already" in told(response)


def test_an_override_is_taken_back_on_its_own_page_only(desk, story, managing):
    override = waived(story, managing)
    desk.post(reverse("readiness:take_back", args=(factories.article(live=False).pk, override.pk)))
    assert Override.objects.exists()


@OTHERS
def test_nobody_else_takes_anything_back(login, staff, story, managing, role):
    override = waived(story, managing)
    login(staff[role]).post(take_back_url(override))
    login(staff[role]).post(reverse("readiness:take_back", args=(story.pk, 987)))
    assert Override.objects.exists()


# The report ---------------------------------------------------------------------------------------


def test_the_report_says_what_was_let_pass_by_whom_and_why(desk, story, managing):
    waived(story, managing)
    page = text_of(desk.get(reverse(REPORT)))
    for words in (story.title, house_rules.NO_KICKER, REASON, str(managing), editor.edit_url(story)):
        assert words in page


def test_the_report_stands_in_the_menu_of_those_who_may_read_it(login, staff):
    link = f'"{reverse(REPORT)}"'
    assert link in login(staff[Role.MANAGING_EDITOR]).get(reverse("wagtailadmin_home")).content.decode()
    assert link not in login(staff[Role.COPY_EDITOR]).get(reverse("wagtailadmin_home")).content.decode()


@OTHERS
def test_nobody_else_reads_the_report(login, staff, story, managing, role):
    waived(story, managing)
    response = login(staff[role]).get(reverse(REPORT))
    assert REASON not in response.content.decode()
    assert response.status_code == 302


def test_the_report_is_filtered_by_person_rule_and_day(desk, managing):
    admin = factories.user(is_superuser=True)
    for by, reason in ((managing, "The chief says so."), (admin, "The admin says so.")):
        waived(factories.article(live=False), by, reason)
    today = timezone.localdate().isoformat()

    def reasons(**query):
        page = desk.get(reverse(REPORT), query).content.decode()
        return ["The chief says so." in page, "The admin says so." in page]

    assert reasons() == [True, True]
    assert reasons(given_by=admin.pk) == [False, True]
    assert reasons(rule="no_kicker") == [True, True]
    assert reasons(given_at_from="2001-01-01", given_at_to="2001-12-31") == [False, False]
    assert reasons(given_at_from=today) == [True, True]
    Override.objects.filter(given_by=admin).update(rule="gone")
    assert reasons(rule="gone") == [False, True]


def test_the_report_as_a_table_of_text(desk, story, managing):
    waived(story, managing)
    exported = b"".join(desk.get(reverse(REPORT), {"export": "csv"}).streaming_content).decode()
    [row] = csv.DictReader(io.StringIO(exported))
    assert (row["Page"], row["Reason"], row["Finding"]) == (story.title, REASON, house_rules.NO_KICKER)
    assert row["Given by"] == str(managing)
    assert desk.get(reverse(REPORT), {"export": "xlsx"}).status_code == 200


def test_a_long_report_takes_no_more_queries(desk, managing):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse(REPORT))
        return len(captured)

    waived(factories.article(live=False), managing)
    queries()
    one = queries()
    for _number in range(5):
        waived(factories.article(live=False), managing)
    assert queries() == one
