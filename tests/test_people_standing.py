"""What is found out about people: who may say it, what it takes, and that no version of a page brings it back."""

import datetime

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageLogEntry, Site

from accounts.house_clock import today
from accounts.roles import Role
from articles import structured_data
from people import standing
from people.models import Affiliation, ConflictOfInterest, Credential, Dispute, PersonPage
from people.vocabulary import CheckKind, CredentialState, Standing
from tests import factories

pytestmark = pytest.mark.django_db
VERIFIED, UNVERIFIED = CredentialState.VERIFIED, CredentialState.UNVERIFIED


def fresh(person):
    return PersonPage.objects.get(pk=person.pk)


@pytest.fixture
def checker(staff):
    return staff[Role.FACT_CHECKER]


# Checks ---------------------------------------------------------------------------------------------


def test_a_new_expert_is_unverified_until_both_checks_are_recorded(checker):
    person = factories.expert(checked=False)
    assert person.standing == Standing.UNVERIFIED
    standing.record_check(person, CheckKind.ON_REGISTER, "register.example.org", by=checker)
    assert fresh(person).standing == Standing.UNVERIFIED
    standing.record_check(person, CheckKind.DIRECT_CONTACT, "By telephone", by=checker)
    assert fresh(person).standing == Standing.VERIFIED
    entry = PageLogEntry.objects.filter(action="people.check", page=person.pk).latest("pk")
    assert (entry.user, entry.data["where"]) == (checker, "By telephone")


def test_who_writes_may_say_that_they_spoke_to_somebody_and_no_more(staff):
    person = factories.expert(checked=False)
    standing.record_check(person, CheckKind.DIRECT_CONTACT, "At the clinic", by=staff[Role.WRITER])
    with pytest.raises(PermissionDenied):
        standing.record_check(person, CheckKind.ON_REGISTER, "The register", by=staff[Role.WRITER])
    for role in (Role.PHOTO_EDITOR, Role.MEDICAL_REVIEWER, Role.COMMENT_MODERATOR):
        with pytest.raises(PermissionDenied):
            standing.record_check(person, CheckKind.DIRECT_CONTACT, "At the clinic", by=staff[role])


def test_a_check_says_where_and_not_in_the_future(checker):
    person = factories.expert(checked=False)
    with pytest.raises(ValidationError):
        standing.record_check(person, CheckKind.EMPLOYER, "  ", by=checker)
    tomorrow = today() + datetime.timedelta(days=1)
    with pytest.raises(ValidationError):
        standing.record_check(person, CheckKind.EMPLOYER, "The clinic", by=checker, on=tomorrow)
    with pytest.raises(IntegrityError), transaction.atomic():
        person.checks.create(kind=CheckKind.EMPLOYER, where="", by_name="Ada")


# Credentials ----------------------------------------------------------------------------------------


def test_verifying_says_who_and_when(checker):
    credential = factories.credential(factories.expert(), verified=False)
    assert standing.judge_credential(credential, VERIFIED, by=checker, seen=credential.stamp)
    credential.refresh_from_db()
    assert (credential.verified_by, credential.verified_by_name) == (checker, str(checker))
    assert credential.verified_on == today()
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(verified_on=None)


def test_the_second_of_two_colleagues_changes_nothing(checker):
    credential = factories.credential(factories.expert(), verified=False)
    standing.judge_credential(credential, CredentialState.REVOKED, by=checker, seen=credential.stamp)
    assert not standing.judge_credential(credential, VERIFIED, by=checker, seen=credential.stamp)
    credential.refresh_from_db()
    assert credential.state == CredentialState.REVOKED


def test_what_was_changed_while_somebody_looked_it_up_is_not_verified(checker):
    credential = factories.credential(factories.expert(), verified=False, number="123")
    Credential.objects.filter(pk=credential.pk).update(number="999")
    assert not standing.judge_credential(credential, VERIFIED, by=checker, seen=credential.stamp)
    credential.refresh_from_db()
    assert credential.state == UNVERIFIED


def test_what_has_run_out_or_comes_from_nobody_cannot_be_verified(checker):
    person = factories.expert()
    over = factories.credential(person, verified=False, expires_on=today() - datetime.timedelta(days=1))
    unknown = factories.credential(person, verified=False, issuing_body="")
    for credential in (over, unknown):
        with pytest.raises(ValidationError):
            standing.judge_credential(credential, VERIFIED, by=checker, seen=credential.stamp)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.FACT_CHECKER, Role.MANAGING_EDITOR}))
def test_others_neither_verify_nor_doubt(staff, role):
    person = factories.expert()
    credential = factories.credential(person, verified=False)
    with pytest.raises(PermissionDenied):
        standing.judge_credential(credential, VERIFIED, by=staff[role], seen=credential.stamp)
    with pytest.raises(PermissionDenied):
        standing.dispute(person, "Nobody knows them.", by=staff[role])
    with pytest.raises(PermissionDenied):
        standing.clear_up(person, "They do.", by=staff[role])


def test_no_version_of_a_page_brings_back_what_was_found_out(checker):
    person = factories.expert()
    credential = factories.credential(person)
    trusting = fresh(person).save_revision()
    standing.judge_credential(credential, CredentialState.REVOKED, by=checker, seen=credential.stamp)
    assert [one.state for one in trusting.as_object().credentials.all()] == [CredentialState.REVOKED]
    trusting.publish()
    assert [one.state for one in fresh(person).credentials.all()] == [CredentialState.REVOKED]


@pytest.mark.parametrize("state", [CredentialState.REVOKED, CredentialState.DISPUTED])
def test_no_edit_shows_readers_a_credential_again_that_is_revoked_or_in_doubt(checker, state):
    person = factories.expert()
    credential = factories.credential(person)
    standing.judge_credential(credential, state, by=checker, seen=credential.stamp)
    credential = Credential.objects.get()
    credential.name, credential.number = "Doctor of Medicine", "4711"
    credential.save()
    credential.refresh_from_db()
    assert (credential.number, credential.state, credential.is_shown) == ("4711", state, False)
    assert standing.judge_credential(credential, VERIFIED, by=checker, seen=credential.stamp)


def test_what_a_colleague_verifies_while_the_page_is_open_is_not_lost_when_it_is_published(checker):
    person = factories.expert()
    credential = factories.credential(person, verified=False)
    opened = person.get_latest_revision_as_object() if person.latest_revision else fresh(person)
    standing.judge_credential(credential, VERIFIED, by=checker, seen=credential.stamp)
    opened.biography = "<p>Skin is patient.</p>"
    opened.save_revision().publish()
    (stored,) = fresh(person).credentials.all()
    assert (stored.state, stored.verified_by) == (VERIFIED, checker)


@pytest.mark.parametrize("field", ["name", "issuing_body", "jurisdiction", "number", "expires_on", "kind"])
def test_a_credential_changed_after_it_was_verified_must_be_verified_again(field):
    person = factories.expert()
    factories.credential(person)
    page = fresh(person)
    (one,) = page.credentials.all()
    changed = {"expires_on": today() + datetime.timedelta(days=400), "kind": "licence"}
    setattr(one, field, changed.get(field, "Something else"))
    page.credentials = [one]
    page.save_revision().publish()
    (stored,) = fresh(person).credentials.all()
    assert stored.state == UNVERIFIED


@pytest.mark.parametrize("names", [{"first_name": "Bo", "last_name": "Berg"}, {"title": "Dr. Bo Berg"}])
def test_whoever_is_renamed_must_be_made_sure_of_again(client, checker, names):
    person = factories.expert(title="Dr. Ada Example")
    factories.credential(person)
    page = fresh(person)
    page.honorific, page.title = "Prof.", "Prof. Ada Example"
    page.save_revision().publish()
    assert fresh(person).standing == Standing.VERIFIED  # the same person, with another title
    page = fresh(person)
    for name, value in names.items():
        setattr(page, name, value)
    page.save_revision().publish()
    assert fresh(person).standing == Standing.UNVERIFIED
    assert [one.state for one in fresh(person).credentials.all()] == [UNVERIFIED]
    standing.record_check(fresh(person), CheckKind.ON_REGISTER, "The register", by=checker)
    assert len(fresh(person).unchecked) == 1


def test_a_copied_person_is_not_trusted_for_the_sake_of_the_original():
    person = factories.expert()
    factories.credential(person)
    copied = fresh(person).copy(update_attrs={"slug": "a-copy"})
    assert copied.standing == Standing.UNVERIFIED
    assert [one.state for one in fresh(copied).credentials.all()] == [UNVERIFIED]


# What readers see of it -----------------------------------------------------------------------------


def board_certified(**fields):
    person = factories.expert(title="Dr. Ida Invented", last_name="Invented", specialty="Dermatology")
    factories.credential(person, kind="board_certification", name="Dermatology, certified", **fields)
    return person


def test_board_certified_shows_with_a_verified_certification_alone(client):
    for person, shown in [
        (board_certified(), True),
        (board_certified(verified=False), False),
        (board_certified(expires_on=today() - datetime.timedelta(days=1)), False),
    ]:
        story = factories.article(body=[factories.statement(person)])
        for page in (person, story):
            assert ("Board-certified" in client.get(page.url).content.decode()) == shown, (person.pk, page)


def test_a_licence_makes_nobody_board_certified(client):
    person = factories.expert(specialty="Dermatology")
    factories.credential(person, kind="licence", name="Licence to practise")
    assert "Board-certified" not in client.get(person.url).content.decode()


@pytest.mark.parametrize("field", ["title", "honorific", "job_title", "specialty", "biography"])
def test_board_certified_is_never_typed(field):
    person = factories.expert()
    setattr(person, field, "Board certified")
    with pytest.raises(ValidationError, match="never typed"):
        person.full_clean()


def test_nor_is_it_typed_into_a_role_or_a_tie():
    person = factories.expert()
    role = Affiliation(person=person, institution="Larkhollow General", role="Board-certified surgeon")
    tie = ConflictOfInterest(person=person, brand="Maison Example", kind="adviser", text="As board-certified adviser.")
    for row in (role, tie):
        with pytest.raises(ValidationError, match="never typed"):
            row.full_clean()


def test_a_credential_that_expires_tomorrow_goes_by_the_clock_of_the_house(settings, time_machine):
    settings.TIME_ZONE = "Pacific/Auckland"  # thirteen hours ahead of Greenwich in summer
    timezone.get_default_timezone.cache_clear()
    try:
        time_machine.move_to("2026-11-29 10:00+00:00", tick=False)
        credential = factories.credential(factories.expert(), expires_on=datetime.date(2026, 11, 29))
        assert credential.is_valid
        time_machine.move_to("2026-11-29 12:00+00:00", tick=False)
        with timezone.override("America/New_York"):  # where it is morning, for whoever sits at the screen
            assert not credential.is_valid
            assert not Credential.objects.shown().filter(pk=credential.pk).exists()
    finally:
        timezone.get_default_timezone.cache_clear()


def test_somebody_in_doubt_is_shown_without_credentials(client, checker):
    person = board_certified()
    factories.credential(person, abbreviation="MD")
    story = factories.article(body=[factories.statement(person)])
    standing.dispute(person, "The register knows nobody of this name.", by=checker)
    for page in (person, story):
        shown = client.get(page.url).content.decode()
        assert "Dr. Ida Invented" in shown
        for word in ("MD", "Board-certified", "Verified on", "hasCredential", "register knows"):
            assert word not in shown
    standing.clear_up(person, "Their clinic has called back.", by=checker)
    assert "Verified on" in client.get(person.url).content.decode()


def test_kept_pages_are_made_anew_when_the_standing_changes(client, checker):
    person = board_certified()
    assert "Board-certified" in client.get(person.url).content.decode()
    credential = person.credentials.get()
    standing.judge_credential(credential, CredentialState.REVOKED, by=checker, seen=credential.stamp)
    assert "Board-certified" not in client.get(person.url).content.decode()


def test_nothing_private_of_a_person_reaches_readers_search_or_machines(client):
    person = factories.expert(
        title="Dr. Ida Invented",
        contact_email="sentinel-mail@example.org",
        contact_telephone="sentinel-telephone",
        press_contact="sentinel-press",
    )
    factories.credential(person, number="sentinel-number", verify_url="https://example.org/sentinel-url")
    Credential.objects.update(verified_by_name="sentinel-verifier")
    person.checks.create(kind="employer", where="sentinel-where", by_name="sentinel-checker")
    fresh(person).save_revision().publish()
    story = factories.article(body=[factories.statement(person)], medical_reviewer=person)
    _link, token = factories.preview_link(story)
    addresses = [
        person.url,
        story.url,
        person.get_parent().url,
        "/feeds/rss.xml",
        reverse("sharing:preview", args=[token]),
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "sentinel-" not in response.content.decode(), address
    request = RequestFactory().get("/")
    request.site = Site.objects.get()
    assert "sentinel" not in str(structured_data.profile(fresh(person), request))
    assert not PersonPage.objects.search("sentinel").count()
    assert not PersonPage.objects.search("sentinel-number").count()


def test_search_finds_people_by_where_they_work(search_index):
    person = factories.expert()
    page = fresh(person)
    page.affiliations = [Affiliation(institution="Larkhollow General")]
    page.save_revision().publish()
    assert [found.pk for found in PersonPage.objects.search("Larkhollow")] == [person.pk]


def test_structured_data_tells_of_verified_credentials_and_who_recognised_them():
    person = factories.expert(specialty="Dermatology")
    person.affiliations = [
        Affiliation(institution="Larkhollow General"),
        Affiliation(institution="Old Clinic", is_current=False),
    ]
    person.save()
    factories.credential(person, jurisdiction="Larkshire", expires_on=datetime.date(2090, 1, 31))
    factories.credential(person, name="Diploma", verified=False)
    about = structured_data.profile(fresh(person), RequestFactory().get("/"))["mainEntity"]
    assert about["knowsAbout"] == "Dermatology"
    assert about["affiliation"] == [{"@type": "Organization", "name": "Larkhollow General"}]
    assert about["hasCredential"] == [
        {
            "@type": "EducationalOccupationalCredential",
            "name": "Doctor of Medicine",
            "credentialCategory": "Degree",
            "recognizedBy": {"@type": "Organization", "name": "University of Larkhollow"},
            "validIn": {"@type": "AdministrativeArea", "name": "Larkshire"},
            "expires": "2090-01-31",
        }
    ]
    assert "medicalSpecialty" not in about


def test_a_tie_to_a_brand_is_told_three_years_after_its_end():
    person = factories.expert(conflicts_answer="declared")
    long_ago, lately = today() - datetime.timedelta(days=5 * 365), today() - datetime.timedelta(days=365)
    person.interests = [
        ConflictOfInterest(brand="Maison Example", kind="adviser"),
        ConflictOfInterest(brand="Studio Example", kind="speaker", ends_on=lately),
        ConflictOfInterest(brand="Old Example", kind="shares", ends_on=long_ago),
    ]
    assert "Paid adviser: Maison Example." in person.conflicts
    assert "Paid speaker: Studio Example (until " in person.conflicts
    assert "Old Example" not in person.conflicts


FORMER = {"institution": "Clinic", "is_current": False}
TIE = {"brand": "Maison Example", "kind": "other"}


@pytest.mark.parametrize(("model", "own"), [(Affiliation, FORMER), (ConflictOfInterest, TIE)])
def test_nothing_ends_before_it_began(model, own):
    period = {"begins_on": today(), "ends_on": today() - datetime.timedelta(days=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(person=factories.expert(), **period, **own)


def test_where_somebody_works_now_there_is_no_end_yet():
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliation.objects.create(person=factories.expert(), institution="Clinic", ends_on=today())


# Doubts ---------------------------------------------------------------------------------------------


def test_a_doubt_says_why_and_there_is_one_at_a_time(checker, staff):
    person = factories.expert()
    with pytest.raises(ValidationError):
        standing.dispute(person, " ", by=checker)
    assert standing.dispute(person, "Nobody knows them.", by=checker)
    assert standing.dispute(person, "Nobody at all.", by=staff[Role.MANAGING_EDITOR]) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(person=person, reason="Nobody at all.")
    assert fresh(person).standing == Standing.DISPUTED
    assert standing.clear_up(person, "Their clinic has called back.", by=checker)
    assert not standing.clear_up(person, "Again.", by=checker)
    assert fresh(person).standing == Standing.VERIFIED
    actions = PageLogEntry.objects.filter(page=person.pk).values_list("action", flat=True)
    assert {"people.dispute", "people.clear_up"} <= set(actions)


def test_a_person_whose_words_stand_in_a_story_cannot_be_deleted():
    person = factories.expert()
    factories.article(body=[factories.statement(person)])
    with pytest.raises(ProtectedError), transaction.atomic():
        person.delete()


def test_somebody_whose_page_is_unpublished_is_still_named_and_no_longer_linked(client):
    person = factories.expert(title="Dr. Ida Invented")
    story = factories.article(body=[factories.statement(person)])
    person.unpublish()
    shown = client.get(story.url).content.decode()
    assert "Dr. Ida Invented" in shown
    assert f'href="{person.url}"' not in shown
