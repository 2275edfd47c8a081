from datetime import date, timedelta

import pytest

from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from accounts.roles import Role
from articles.house_time import local, told
from articles.models import ArticlePage
from planning.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db

END = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
WHOM = "Maison Example"


@pytest.fixture
def editor(staff):
    return staff[Role.MANAGING_EDITOR]


def plan_url(story):
    return reverse("planning:plan", args=[story.pk])


def typed(moment):
    """As the form's own calendar writes it."""
    return local(moment).strftime("%Y-%m-%d %H:%M")


def open_form(client, story):
    """Everything the browser would send back if nothing were typed."""
    form = querydict_from_html(client.get(plan_url(story)).content.decode(), form_id="w-editor-form").dict()
    return form | {"go_live_then": "on"} if "go_live_then" in form else form  # a ticked box without a value


def save(client, story, form=None, **fields):
    return client.post(plan_url(story), (form or open_form(client, story)) | fields)


def says(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def text_of(response):
    return " ".join(response.content.decode().split())


def current(story):
    return ArticlePage.objects.get(pk=story.pk)


def plan_of(story):
    return Plan.objects.get(page=story.pk)


# Deadline and day


def test_a_story_gets_a_deadline_and_a_day(login, editor):
    story = factories.article(live=False)
    response = save(login(editor), story, deadline=typed(END), planned_for="2027-03-18")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert (plan_of(story).deadline, plan_of(story).planned_for) == (END, date(2027, 3, 18))
    entry = PageLogEntry.objects.get(page=story.pk, action="planning.change_plan")
    assert entry.user == editor
    assert entry.message == f"Deadline: {told(END)} and Planned for 18 March 2027"


def test_a_deadline_and_a_day_are_taken_away_again(login, editor):
    story, client = factories.article(live=False), login(editor)
    save(client, story, deadline=typed(END), planned_for="2027-03-18")
    save(client, story, deadline="", planned_for="")
    assert (plan_of(story).deadline, plan_of(story).planned_for) == (None, None)
    entry = PageLogEntry.objects.filter(page=story.pk, action="planning.change_plan").latest("pk")
    assert entry.message == "No deadline and Planned for no day"


def test_saving_without_a_change_changes_nothing_and_writes_nothing_down(login, editor):
    story, client = factories.article(), login(editor)
    Plan.objects.create(page=story, deadline=END, embargo_until=END - timedelta(days=9), embargo_agreed_with=WHOM)
    save(client, story)
    assert plan_of(story).embargo_until == END - timedelta(days=9)
    assert current(story).live
    assert not PageLogEntry.objects.filter(page=story.pk, action__startswith="planning.").exists()


def test_what_somebody_else_changed_meanwhile_stays(login, editor):
    story, client = factories.article(live=False), login(editor)
    form = open_form(client, story)
    save(client, story, deadline=typed(END), embargo_until=typed(END), embargo_agreed_with=WHOM)
    save(client, story, form, planned_for="2027-03-18")
    plan = plan_of(story)
    assert (plan.deadline, plan.planned_for, plan.embargo_until) == (END, date(2027, 3, 18), END)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"deadline": "tomorrow"}, "Enter a valid date/time."),
        ({"deadline": "2027-03-28 01:30"}, "There is no 01:30 on 28 March 2027 in Europe/London"),
        ({"deadline": "0207-03-28 12:00"}, "between the years 2000 and 2099"),
        ({"planned_for": "9999-01-01"}, "between the years 2000 and 2099"),
        ({"embargo_until": "2027-10-31 01:30", "embargo_agreed_with": WHOM}, "01:30 comes twice"),
        ({"embargo_until": "2020-01-01 12:00", "embargo_agreed_with": WHOM}, "This time has passed."),
        ({"embargo_agreed_with": WHOM}, "Say until when the embargo lasts."),
        ({"embargo_until": "2080-01-01 12:00"}, "Say whom the embargo was agreed with."),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_typed_is_lost(login, editor, fields, sentence):
    story = factories.article()
    typed_in = {"planned_for": "2027-03-18", "embargo_agreed_with": "", "go_live_then": ""} | fields
    response = save(login(editor), story, **typed_in)
    assert response.status_code == 200
    page = text_of(response)
    assert sentence in page
    assert "Nothing was saved yet" in page
    for value in filter(None, typed_in.values()):
        assert f'value="{value}"' in page
    assert not Plan.objects.exists()
    assert current(story).live


# Embargo


def test_the_form_says_before_and_after_that_an_embargo_takes_a_public_story_down(login, editor):
    story, client = factories.article(), login(editor)
    assert "This story is public. Setting an embargo takes it off the site at once" in text_of(
        client.get(plan_url(story))
    )
    response = save(client, story, embargo_until=typed(END), embargo_agreed_with=WHOM)
    assert not current(story).live
    assert "The story was public and is not any more." in says(response)
    assert f"It goes live by itself on {told(END)}." in says(response)


def test_without_the_tick_the_story_gets_no_date(login, editor):
    story, client = factories.article(), login(editor)
    form = open_form(client, story)
    assert form.pop("go_live_then") == "on"
    response = save(client, story, form, embargo_until=typed(END), embargo_agreed_with=WHOM)
    assert "goes live by itself" not in says(response)
    assert current(story).scheduled_revision is None


def test_a_draft_is_told_to_need_approval(login, editor):
    story = factories.article(live=False)
    response = save(login(editor), story, embargo_until=typed(END), embargo_agreed_with=WHOM)
    assert f"Its newest draft has {told(END)} as its go-live date, and needs approval" in says(response)


def test_a_schedule_that_was_too_early_is_named(login, editor):
    story = factories.article(live=False, go_live_at=END - timedelta(days=1))
    factories.publish(story)
    client = login(editor)
    form = open_form(client, story)
    del form["go_live_then"]
    response = save(client, story, form, embargo_until=typed(END), embargo_agreed_with=WHOM)
    assert f"It was to go live on {told(END - timedelta(days=1))}, before the embargo ends" in says(response)


def test_an_embargo_is_not_ended_by_emptying_the_form(login, editor):
    story, client = factories.article(live=False), login(editor)
    save(client, story, embargo_until=typed(END), embargo_agreed_with=WHOM)
    response = save(client, story, embargo_until="", embargo_agreed_with="")
    assert "Emptying it does not end an embargo." in text_of(response)
    assert plan_of(story).embargo_until == END


def test_an_embargo_is_lifted_by_a_button_of_its_own(login, editor):
    story, client = factories.article(), login(editor)
    save(client, story, embargo_until=typed(END), embargo_agreed_with=WHOM)
    assert "Lift the embargo" in text_of(client.get(plan_url(story)))
    response = client.post(reverse("planning:lift_embargo", args=[story.pk]))
    assert "is lifted. That published nothing" in says(response)
    assert plan_of(story).embargo_until is None
    assert not current(story).live
    assert "Lift the embargo" not in text_of(client.get(plan_url(story)))
    assert "There is no embargo" in says(client.post(reverse("planning:lift_embargo", args=[story.pk])))


def test_the_editor_says_that_a_story_is_under_embargo(login, editor):
    story, client = factories.article(live=False), login(editor)
    Plan.objects.create(page=story, embargo_until=END, embargo_agreed_with=WHOM)
    page = text_of(client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])))
    assert f"Under embargo until {told(END)}, agreed with {WHOM}." in page
    Plan.objects.update(embargo_until=timezone.now())
    assert "Under embargo" not in text_of(client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])))


def test_the_editor_leads_to_the_plan(login, editor):
    story = factories.article()
    assert plan_url(story) in text_of(login(editor).get(reverse("wagtailadmin_pages:edit", args=[story.pk])))
    topic = factories.topic()
    assert plan_url(topic) not in text_of(login(editor).get(reverse("wagtailadmin_pages:edit", args=[topic.pk])))


# Who


@pytest.mark.parametrize("role", list(Role))
def test_who_may_edit_a_story_plans_it_and_who_may_change_embargoes_sees_them(login, staff, role):
    edits = {Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.MANAGING_EDITOR}
    promises = {Role.COPY_EDITOR, Role.MANAGING_EDITOR}
    story, client = factories.article(), login(staff[role])
    response = client.get(plan_url(story))
    assert (response.status_code == 200) is (role in edits)
    assert ("embargo_until" in response.content.decode()) is (role in promises)
    client.post(
        plan_url(story), {"planned_for": "2027-03-18", "embargo_until": typed(END), "embargo_agreed_with": WHOM}
    )
    plan = Plan.objects.filter(page=story).first()
    assert (plan is not None) is (role in edits)
    assert (plan is not None and plan.embargo_until is not None) is (role in promises)
    assert current(story).live is (role not in promises)
    client.post(reverse("planning:lift_embargo", args=[story.pk]))
    assert (plan is None or not plan_of(story).under_embargo()) is True


def test_writers_plan_their_own_stories(login, staff):
    story = factories.article(live=False, owner=staff[Role.WRITER])
    client = login(staff[Role.WRITER])
    save(client, story, deadline=typed(END))
    assert plan_of(story).deadline == END
    assert client.post(reverse("planning:lift_embargo", args=[story.pk])).url == reverse("wagtailadmin_home")


def test_a_writer_sees_the_embargo_on_their_story_but_cannot_touch_it(login, staff):
    story = factories.article(live=False, owner=staff[Role.WRITER])
    Plan.objects.create(page=story, embargo_until=END, embargo_agreed_with=WHOM)
    page = text_of(login(staff[Role.WRITER]).get(plan_url(story)))
    assert f"Under embargo until {told(END)}, agreed with {WHOM}." in page
    assert "Lift the embargo" not in page


def test_there_is_no_plan_for_what_is_no_story(login, editor):
    assert login(editor).get(plan_url(factories.topic())).status_code == 404


def test_a_user_sees_the_houses_time_whatever_zone_they_chose(login, editor):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=editor, current_time_zone="Asia/Tokyo")
    story, client = factories.article(live=False), login(editor)
    save(client, story, deadline="2027-07-01 09:00")
    assert date_format(local(plan_of(story).deadline), "H:i") == "09:00"
    page = text_of(client.get(plan_url(story)))
    assert "Deadline (Europe/London)" in page
    assert 'value="2027-07-01 09:00"' in page
