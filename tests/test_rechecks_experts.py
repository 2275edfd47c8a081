"""What follows for stories when an expert is put in doubt or a credential runs out, and where an expert stands."""

import datetime

import pytest

from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.house_clock import today
from accounts.roles import Role
from people import standing
from people.models import Credential
from people.vocabulary import CredentialState
from readiness.models import Report
from rechecks import experts
from rechecks.models import Cause, CauseKind, Recheck
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def managing(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def checker(staff):
    return staff[Role.FACT_CHECKER]


def cite(person, times=1, **fields):
    return factories.article(body=[factories.statement(person) for _each in range(times)], **fields)


# Doubt ----------------------------------------------------------------------------------------------


def test_a_doubt_brings_every_live_story_back_to_the_desk_at_once(checker):
    person = factories.expert()
    cited, reviewed = cite(person), factories.article(medical_reviewer=person)
    cite(person, live=False)
    factories.article()
    _made, cause = experts.put_in_doubt(person, "The register knows nobody of this name.", by=checker)
    assert (cause.kind, cause.about, cause.by) == (CauseKind.EXPERT_DISPUTED, person, checker)
    assert "The register knows nobody" in cause.words
    assert set(cause.rechecks.values_list("article", flat=True)) == {cited.pk, reviewed.pk}
    assert experts.put_in_doubt(person, "Again.", by=checker) == (None, None)
    assert Cause.objects.count() == 1


def test_a_doubt_asks_the_database_as_much_for_one_story_as_for_many(
    checker, django_assert_num_queries, django_assert_max_num_queries
):
    def doubted(stories):
        person = factories.expert()
        for _each in range(stories):
            cite(person)
        return person

    first, few, many = doubted(1), doubted(1), doubted(8)
    experts.put_in_doubt(first, "Nobody knows them.", by=checker)  # what Django remembers of types and rights
    with django_assert_max_num_queries(34) as asked:  # letters included, which wait elsewhere
        experts.put_in_doubt(few, "Nobody knows them.", by=checker)
    with django_assert_num_queries(len(asked)):
        experts.put_in_doubt(many, "Nobody knows them.", by=checker)


def test_who_may_not_doubt_changes_nothing(staff):
    person = factories.expert()
    cite(person)
    with pytest.raises(PermissionDenied):
        experts.put_in_doubt(person, "Nobody knows them.", by=staff[Role.WRITER])
    assert not Recheck.objects.exists()


def test_findings_of_stories_are_made_anew_by_the_worker(rules_hold, checker):
    person = factories.expert()
    story = cite(person)
    assert Report.objects.get(page=story.pk).checked_at
    standing.dispute(person, "Nobody knows them.", by=checker)
    assert Report.objects.get(page=story.pk).checked_at is None


# Letters --------------------------------------------------------------------------------------------


def test_one_letter_to_each_managing_editor_and_one_to_each_author_with_their_stories(checker, managing, staff):
    person, author = factories.expert(), factories.person(user=staff[Role.WRITER])
    first, second = (cite(person, title=title, writers=[author]) for title in ("Balm for winter", "Balm for spring"))
    third = cite(person, title="Other people’s balm")
    mail.outbox.clear()
    experts.put_in_doubt(person, "Nobody knows them.", by=checker)
    by_address = {letter.to[0]: letter for letter in mail.outbox}
    assert len(mail.outbox) == len(by_address)
    assert by_address.keys() == {managing.email, staff[Role.WRITER].email}
    own = by_address[staff[Role.WRITER].email].body
    assert "Balm for winter" in own
    assert "Balm for spring" in own
    assert "Other people" not in own
    assert by_address[managing.email].subject == "3 stories to look at again"
    assert "Nobody knows them." in by_address[managing.email].body
    assert third.live
    assert first.live
    assert second.live


# Credentials that end -------------------------------------------------------------------------------


def test_what_ran_out_is_marked_and_its_stories_come_back_once(managing):
    person = factories.expert(title="Dr. Ida Invented")
    story = cite(person)
    yesterday = today() - datetime.timedelta(days=1)
    credential = factories.credential(person, name="Certified in dermatology", expires_on=yesterday)
    factories.credential(person, name="Runs until tonight", expires_on=today())
    for _hour in range(2):
        call_command("end_credentials")
    credential.refresh_from_db()
    assert credential.state == CredentialState.EXPIRED
    assert Credential.objects.get(name="Runs until tonight").state == CredentialState.VERIFIED
    cause = Cause.objects.get()
    assert cause.kind == CauseKind.CREDENTIAL_ENDED
    assert cause.words.startswith("“Certified in dermatology” of Dr. Ida Invented ran out on ")
    assert [recheck.article_id for recheck in cause.rechecks.all()] == [story.pk]
    assert [letter.to for letter in mail.outbox if "look at again" in letter.subject] == [[managing.email]]


def test_a_credential_that_was_revoked_brings_the_stories_back_that_cite_or_show_its_holder(desk, checker):
    person = factories.expert(title="Dr. Ida Invented")
    cited, reviewed = cite(person), factories.article(medical_reviewer=person)
    for story in (cited, reviewed):
        Report.objects.update_or_create(page_id=story.pk, defaults={"checked_at": timezone.now()})
    licence = factories.credential(person, name="Licence to practise", kind="licence")
    never = factories.credential(person, verified=False, kind="board_certification")
    for one in (never, licence):
        data = {"action": "credential", "credential": one.pk, "state": "revoked", "seen": one.stamp}
        desk.post(screen(person), data)
    cause = Cause.objects.get()
    assert cause.words == "“Licence to practise” of Dr. Ida Invented no longer holds: Revoked."
    assert (cause.kind, cause.by) == (CauseKind.CREDENTIAL_ENDED, checker)
    assert set(cause.rechecks.values_list("article", flat=True)) == {cited.pk, reviewed.pk}
    assert not Report.objects.filter(page__in=[cited.pk, reviewed.pk], checked_at__isnull=False).exists()


def test_managing_editors_hear_once_of_what_runs_out_within_sixty_days(managing):
    person = factories.expert(title="Dr. Ida Invented")
    days = [(1, "Tomorrow"), (60, "In sixty days"), (61, "Later")]
    for number, name in days:
        factories.credential(person, name=name, expires_on=today() + datetime.timedelta(days=number))
    factories.credential(person, name="Never verified", verified=False, expires_on=today())
    for _hour in range(2):
        call_command("end_credentials")
    (letter,) = mail.outbox
    assert letter.to == [managing.email]
    assert [name for _number, name in days if name in letter.body] == ["Tomorrow", "In sixty days"]
    assert "Never verified" not in letter.body
    assert not Cause.objects.exists()


def test_a_renewed_credential_is_told_of_again_before_its_new_end(managing, checker):
    credential = factories.credential(factories.expert(), expires_on=today() + datetime.timedelta(days=5))
    call_command("end_credentials")
    Credential.objects.update(expires_on=today() + datetime.timedelta(days=30))
    call_command("end_credentials")
    assert len(mail.outbox) == 2
    assert credential.person.title in mail.outbox[1].body


# Where they stand -----------------------------------------------------------------------------------


@pytest.fixture
def desk(login, checker):
    return login(checker)


def screen(person):
    return reverse("experts:standing", args=[person.pk])


def test_the_screen_brings_its_date_picker_and_says_that_no_credential_is_known(desk):
    page = desk.get(screen(factories.expert())).content.decode()
    assert "date-time-chooser.js" in page
    assert "direct contact are recorded. No credential is known." in page


def test_one_screen_lists_every_story_with_what_somebody_is_there(desk):
    person = factories.expert(is_writer=True)
    marks = [f'<a linktype="person" id="{pk}">said</a>' for pk in (person.pk, factories.expert().pk)]
    spoken = factories.article(
        "Spoken", body=[factories.statement(person), ("paragraph", f"<p>It was {' and '.join(marks)}.</p>")]
    )
    spoken.body = [factories.statement(person)] * 3
    spoken.save_revision()
    factories.article("Written", writers=[person], live=False)
    factories.article("Reviewed", medical_reviewer=person)
    factories.article("Elsewhere")
    response = desk.get(screen(person))
    rows = {
        place.story.title: (sorted(map(str, place.parts)), place.live, place.draft)
        for place in response.context["places"]
    }
    assert rows == {
        "Spoken": (["speaker"], 2, 3),
        "Written": (["byline"], 0, 0),
        "Reviewed": (["medical reviewer"], 0, 0),
    }


def test_a_reviewer_from_outside_reads_no_headline_of_a_draft(login, staff):
    person = factories.expert()
    cite(person, title="Out already")
    cite(person, title="Under embargo", live=False)
    page = login(staff[Role.MEDICAL_REVIEWER]).get(screen(person)).content.decode()
    assert "Out already" in page
    assert "Under embargo" not in page


def test_who_neither_edits_nor_checks_does_not_learn_who_a_background_source_is(login, staff, checker):
    source = factories.expert(title="Dr. Hidden Away")
    hidden = {"basis": "background", "public_description": "a chemist", "basis_reason": "Her contract"}
    factories.article("The leak", body=[factories.statement(source, **hidden)])
    open_story = cite(source, title="Said openly")
    experts.put_in_doubt(source, "Nobody knows them.", by=checker)
    outsider = login(staff[Role.MEDICAL_REVIEWER])
    page = outsider.get(screen(source))
    assert [place.story.title for place in page.context["places"]] == ["Said openly"]
    listed = outsider.get(reverse("rechecks_report")).context["object_list"]
    assert [recheck.article_id for recheck in listed] == [open_story.pk]
    Recheck.objects.filter(article=open_story).delete()
    for address in (reverse("rechecks_report"), reverse("wagtailadmin_home")):
        assert "Hidden Away" not in outsider.get(address).content.decode()


def test_the_screen_asks_the_database_as_much_for_one_story_as_for_many(desk, django_assert_max_num_queries):
    def cited(stories):
        person = factories.expert()
        for _each in range(stories):
            cite(person, times=3)
        return person

    few, many = cited(1), cited(9)
    desk.get(screen(few))
    with django_assert_max_num_queries(25) as captured:
        desk.get(screen(few))
    with django_assert_max_num_queries(len(captured)):
        desk.get(screen(many))


def test_a_check_a_credential_and_a_doubt_are_noted_on_the_screen(desk, checker):
    person = factories.expert(checked=False)
    story, credential = cite(person, waived=["expert_not_verified"]), factories.credential(person, verified=False)
    url = screen(person)
    check = {"check-kind": "on_register", "check-where": "register.example.org", "check-checked_on": str(today())}
    assert desk.post(url, {"action": "check", **check}).status_code == 302
    assert person.checks.get().by == checker
    desk.post(url, {"action": "credential", "credential": credential.pk, "state": "verified", "seen": credential.stamp})
    credential.refresh_from_db()
    assert credential.state == CredentialState.VERIFIED
    desk.post(url, {"action": "doubt", "doubt-reason": "Nobody knows them."})
    assert Recheck.objects.get().article_id == story.pk
    page = desk.get(url).content.decode()
    assert "Nobody knows them." in page
    desk.post(url, {"action": "clear_up", "clear_up-answer": "The clinic has called back."})
    assert not person.disputes.open().exists()


def test_what_was_typed_stays_where_something_is_missing(desk):
    person = factories.expert(checked=False)
    data = {
        "action": "check",
        "check-kind": "on_register",
        "check-where": "The long way",
        "check-checked_on": "2099-01-01",
    }
    page = desk.post(screen(person), data).content.decode()
    assert "The long way" in page
    assert "has not come yet" in page
    assert not person.checks.exists()


def test_the_second_colleague_is_told_who_was_first_and_reads_their_own_words(desk, managing):
    person = factories.expert()
    experts.put_in_doubt(person, "Nobody knows them.", by=managing)
    page = desk.post(screen(person), {"action": "doubt", "doubt-reason": "Mine."}, follow=True).content.decode()
    assert str(managing) in page
    assert "Your words were: “Mine.”" in page


def test_a_credential_of_somebody_else_cannot_be_judged_here(desk):
    person, other = factories.expert(), factories.credential(factories.expert(), verified=False)
    data = {"action": "credential", "credential": other.pk, "state": "verified", "seen": other.stamp}
    desk.post(screen(person), data)
    other.refresh_from_db()
    assert other.state == CredentialState.UNVERIFIED


@pytest.mark.parametrize(("role", "sees"), [(Role.MEDICAL_REVIEWER, False), (Role.FACT_CHECKER, True)])
def test_contact_and_numbers_are_for_those_who_check_or_edit(login, staff, role, sees):
    person = factories.expert(contact_email="doctor@example.org")
    factories.credential(person, number="N-4711")
    person.checks.update(where="Sister Agnes, 0123 4567")
    page = login(staff[role]).get(screen(person)).content.decode()
    assert ("doctor@example.org" in page) == ("N-4711" in page) == ("0123 4567" in page) == sees


@pytest.mark.parametrize("action", ["doubt", "credential", "clear_up"])
def test_posting_what_one_may_not_is_refused(login, staff, action):
    person = factories.expert()
    credential = factories.credential(person, verified=False)
    data = {"doubt-reason": "No.", "credential": credential.pk, "state": "verified", "seen": credential.stamp}
    client = login(staff[Role.WRITER])
    client.post(screen(person), {"action": action, "clear_up-answer": "Yes.", **data})
    credential.refresh_from_db()
    assert credential.state == CredentialState.UNVERIFIED
    assert not person.disputes.exists()


def test_the_screen_is_one_click_from_the_person(login, managing):
    person = factories.expert()
    page = login(managing).get(reverse("wagtailadmin_pages:edit", args=[person.pk])).content.decode()
    assert screen(person) in page


def test_the_report_of_experts_is_filtered_and_does_not_grow_its_queries(desk, django_assert_max_num_queries):
    unchecked = factories.expert(title="Dr. Un Checked", checked=False)
    doubted = factories.expert(title="Dr. Dee Doubted")
    doubted.disputes.create(reason="Nobody knows them.")
    ending = factories.expert(title="Dr. End Ing")
    factories.credential(ending, expires_on=today() + datetime.timedelta(days=3))
    url = reverse("experts:report")
    for query, expected in [
        ("standing=unverified", [unchecked.pk]),
        ("standing=disputed", [doubted.pk]),
        ("standing=verified", [ending.pk]),
        ("ending=soon", [ending.pk]),
        ("cited=live", []),
    ]:
        found = desk.get(f"{url}?{query}").context["object_list"]
        assert [person.pk for person in found] == expected, query
    with django_assert_max_num_queries(100) as few:
        desk.get(url)
    for _each in range(5):
        cite(factories.expert())
    with django_assert_max_num_queries(len(few)):
        desk.get(url)


def test_who_is_cleared_is_no_longer_in_doubt_on_the_list_of_stories_to_look_at(checker):
    person = factories.expert(title="Dr. Ada Park")
    cite(person)
    _made, cause = experts.put_in_doubt(person, "The register knows nobody of this name.", by=checker)
    assert experts.clear_up(person, "She is on it under her maiden name.", by=checker)
    cause.refresh_from_db()
    assert cause.words == "Dr. Ada Park was in doubt, and is no longer: She is on it under her maiden name."
    assert Recheck.objects.open().count() == 1
    assert not experts.clear_up(person, "Again.", by=checker)
