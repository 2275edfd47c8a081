"""What a person shown says, and what it does to the photo."""

from datetime import timedelta

import pytest

from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Site

from accounts.roles import Role
from home.models import MagazineSettings
from photos.models import Photo
from photos.private import private_storage
from photos.vocabulary import DataMining, ReleaseState
from releases import consent, withdrawal
from releases.models import Release
from tests import exiftool, factories
from tests.test_photos_forms import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def test_the_gravest_answer_speaks_for_the_photo():
    photo = factories.photo()
    first, second = factories.release(photo), factories.release(photo)
    consent.answer(first, agrees=True, typed_name="Ada", terms="All of it")
    photo.refresh_from_db()
    assert photo.release_state == ReleaseState.UNKNOWN  # the second has not answered
    consent.answer(second, agrees=True, typed_name="Bea", terms="All of it")
    photo.refresh_from_db()
    assert photo.release_state == ReleaseState.GRANTED
    consent.withdraw(first, typed_name="Ada")
    photo.refresh_from_db()
    assert photo.is_withheld


def test_who_agrees_with_restrictions_is_noted_so():
    release = factories.release(restrictions="Never beside an advertisement")
    consent.answer(release, agrees=True, typed_name="Ada", terms=consent.terms_of(release))
    assert Release.objects.get().state == ReleaseState.RESTRICTED


def test_the_record_keeps_what_was_read_which_picture_who_and_when():
    release = factories.release()
    terms = consent.terms_of(release)
    consent.answer(release, agrees=True, typed_name="Ada", terms=terms)
    record = release.records.get()
    assert (record.kind, record.typed_name, record.terms) == ("agreed", "Ada", terms)
    assert record.image_hash == consent.hash_of(release.photo)
    assert len(record.image_hash) == 64


def test_the_terms_name_every_use_and_say_that_one_can_withdraw():
    release = factories.release(for_print=True, as_treatment_result=True, territory="Portugal")
    terms = consent.terms_of(release)
    for words in ("website and newsletter", "print", "as the result of a treatment", "Portugal", "withdraw"):
        assert words in terms
    assert "social media" not in terms


def test_the_guardian_is_asked_about_a_minor(settings):
    release = factories.release(name="Cleo", age_band="under_16", guardian_name="Dana", email="dana@example.org")
    desk = factories.user(Role.PHOTO_EDITOR)
    consent.ask(release, desk)
    letter = mail.outbox[-1]
    assert letter.extra_headers["Reply-To"] == desk.email
    assert MagazineSettings.for_site(Site.objects.get()).name in letter.body
    assert letter.to == ["dana@example.org"]
    assert "Cleo" in letter.subject
    assert "Hello Dana" in letter.body
    assert release.state == ReleaseState.REQUESTED


def test_a_release_runs_out_at_the_end_of_its_last_day():
    today = timezone.localdate()
    over = factories.release(state=ReleaseState.GRANTED, ends_on=today - timedelta(days=1))
    still = factories.release(state=ReleaseState.GRANTED, ends_on=today)
    call_command("withhold_photos")
    over.refresh_from_db()
    still.refresh_from_db()
    assert (over.state, still.state) == (ReleaseState.EXPIRED, ReleaseState.GRANTED)
    assert over.photo.is_withheld
    assert over.records.get().kind == "expired"


def test_taking_a_person_off_the_list_lets_the_others_speak():
    photo = factories.photo()
    factories.release(photo, state=ReleaseState.GRANTED)
    gone = factories.release(photo, state=ReleaseState.REQUESTED)
    consent.settle(photo)
    assert photo.release_state == ReleaseState.REQUESTED
    gone.delete()
    photo.refresh_from_db()
    assert photo.release_state == ReleaseState.GRANTED


def test_a_photo_whose_people_nobody_has_asked_can_be_deleted():
    release = factories.release()
    release.photo.delete()
    assert not Release.objects.exists()


def test_asking_again_brings_nothing_back_and_takes_nothing_away():
    desk = factories.user(Role.PHOTO_EDITOR)
    for state in (ReleaseState.WITHDRAWN, ReleaseState.EXPIRED, ReleaseState.GRANTED):
        release = factories.release(state=state)
        consent.ask(release, desk)
        assert Release.objects.get(pk=release.pk).state == state
        assert mail.outbox[-1].to == [release.email]


def test_whoever_saves_the_photo_the_people_shown_decide():
    release = factories.release()
    stale = Photo.objects.get(pk=release.photo_id)
    consent.withdraw(release)
    stale.release_state = ReleaseState.GRANTED
    stale.save()
    assert Photo.objects.get(pk=release.photo_id).release_state == ReleaseState.WITHDRAWN


@pytest.mark.parametrize("agrees", [True, False])
def test_who_has_answered_stays_on_the_list(agrees):
    release = factories.release()
    consent.answer(release, agrees=agrees, typed_name="Ada", terms="All of it")
    with pytest.raises(ProtectedError):
        release.delete()
    assert release.records.exists()


def test_who_was_listed_by_mistake_and_never_answered_comes_off_the_list():
    desk, release = factories.user(Role.PHOTO_EDITOR), factories.release()
    consent.note(release, desk)
    consent.ask(release, desk)
    release.delete()
    assert not Release.objects.exists()


def test_of_another_file_the_people_shown_are_asked_anew_and_one_withdrawal_is_for_both():
    release = factories.release(state=ReleaseState.GRANTED, for_print=True)
    newer = factories.photo(replaces=release.photo, release_state=ReleaseState.GRANTED)
    other = newer.releases.get()
    assert (other.name, other.for_print, other.state) == (release.name, True, ReleaseState.UNKNOWN)
    assert other.link_key != release.link_key
    assert newer.release_state == ReleaseState.UNKNOWN
    consent.answer(other, agrees=True, typed_name="Ada", terms="All of it")
    consent.withdraw(release, typed_name="Ada")
    assert Photo.objects.get(pk=newer.pk).is_withheld


def test_a_signed_form_goes_with_its_release(django_capture_on_commit_callbacks):
    name = private_storage().save("releases/form.pdf", ContentFile(b"%PDF-1.4"))
    release = factories.release(evidence=name)
    with django_capture_on_commit_callbacks(execute=True):
        release.delete()
    assert not private_storage().exists(name)


def test_the_photo_desk_is_told_which_pages_have_a_gap_now():
    editor, _other = factories.user(Role.PHOTO_EDITOR), factories.user(Role.COPY_EDITOR)
    photo = factories.photo(title="A cheek")
    release = factories.release(photo, name="Ada Example", state=ReleaseState.GRANTED)
    factories.article("Live with it", hero_photo=photo)
    draft = factories.article("Only in a draft")
    draft.hero_photo = photo
    draft.save_revision()
    mail.outbox.clear()
    consent.withdraw(release, typed_name="Ada Example")
    (letter,) = mail.outbox
    assert letter.to == [editor.email]
    assert letter.subject == "“A cheek” is no longer shown"
    for words in (
        "Ada Example no longer agrees",
        "Live with it (live, in the draft)",
        "Only in a draft (in the draft)",
    ):
        assert words in letter.body
    consent.withdraw(release, typed_name="Ada Example")
    assert len(mail.outbox) == 1


def test_who_declines_has_withdrawn_nothing_and_the_desk_reads_so():
    factories.user(Role.PHOTO_EDITOR)
    release = factories.release(factories.photo(title="A cheek"), name="Ada Example")
    mail.outbox.clear()
    consent.answer(release, agrees=False, typed_name="ada  example", terms="All of it")
    (letter,) = mail.outbox
    assert letter.subject == "Ada Example declined “A cheek”"
    assert "does not agree to be shown" in letter.body
    assert "Signed" not in letter.body
    assert Photo.objects.get().release_state == ReleaseState.DECLINED
    assert Photo.objects.get().is_withheld


def test_who_agrees_again_brings_the_photo_back_only_with_the_desk_and_gets_a_receipt():
    editor = factories.user(Role.PHOTO_EDITOR)
    release = factories.release(name="Nadia B.", email="nadia@example.org", state=ReleaseState.GRANTED)
    terms = consent.terms_of(release)
    assert "Nadia B.." not in terms
    consent.withdraw(release, typed_name="Nadia B")
    consent.answer(release, agrees=False, typed_name="Nadia B", terms=terms)
    assert Release.objects.get().state == ReleaseState.WITHDRAWN
    mail.outbox.clear()
    consent.answer(release, agrees=True, typed_name="Mickey Mouse", terms=terms)
    photo = Photo.objects.get()
    assert (photo.release_state, photo.is_withheld) == (ReleaseState.GRANTED, True)
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert "stays hidden until you have looked" in told[editor.email]
    assert "Signed “Mickey Mouse”, while the link was made for Nadia B." in told[editor.email]
    assert terms in told["nadia@example.org"]
    withdrawal.give_back(photo)
    assert not Photo.objects.get().is_withheld


def test_the_photo_desk_is_told_when_a_release_runs_out():
    factories.user(Role.PHOTO_EDITOR)
    factories.release(name="Ada", state=ReleaseState.GRANTED, ends_on=timezone.localdate() - timedelta(days=1))
    mail.outbox.clear()
    consent.expire_all()
    assert "The release of Ada has run out." in mail.outbox[0].body


@pytest.mark.parametrize(
    ("use", "field"),
    [("for_social_media", "not_for_social_media"), ("for_machine_learning", "not_for_machine_learning")],
)
def test_a_photo_is_used_only_for_what_everybody_shown_agreed_to(use, field):
    photo = factories.photo()
    assert not getattr(photo, field)  # of nobody listed nothing is known
    willing, other = factories.release(photo, **{use: True}), factories.release(photo)
    consent.answer(willing, agrees=True, typed_name="Ada", terms="All of it")
    assert getattr(Photo.objects.get(), field)
    other.delete()  # who had been put on the list by mistake
    photo = Photo.objects.get()
    assert not getattr(photo, field)
    assert getattr(factories.photo(replaces=photo), field)  # of another file nobody has said it yet
    consent.withdraw(willing)
    assert getattr(Photo.objects.get(pk=photo.pk), field)


@pytest.mark.parametrize("chosen", [DataMining.ALLOWED, DataMining.UNSPECIFIED, DataMining.NO_AI])
def test_no_size_lets_machines_learn_from_somebody_who_did_not_agree_to_it(chosen):
    photo = factories.photo(data_mining=chosen)
    release = factories.release(photo)
    consent.answer(release, agrees=True, typed_name="Ada", terms="All of it")
    assert mining_in(Photo.objects.get()) == DataMining.NO_AI
    Release.objects.update(for_machine_learning=True)
    consent.settle(Photo.objects.get())
    assert mining_in(Photo.objects.get()) == chosen


def test_sizes_made_before_the_answer_are_labelled_again():
    photo = factories.photo(data_mining=DataMining.ALLOWED)
    old = photo.get_rendition("format-jpeg|width-40").file.name
    consent.answer(factories.release(photo), agrees=True, typed_name="Ada", terms="All of it")
    (size,) = Photo.objects.get().renditions.filter(filter_spec="format-jpeg|width-40")
    assert size.file.name != old
    assert exiftool.read(content_of(size))["XMP-plus:DataMining"].endswith(DataMining.NO_AI)


def test_what_is_prohibited_altogether_stays_so():
    photo = factories.photo(data_mining=DataMining.PROHIBITED)
    consent.answer(factories.release(photo), agrees=True, typed_name="Ada", terms="All of it")
    assert mining_in(Photo.objects.get()) == DataMining.PROHIBITED


def mining_in(photo):
    """What a size that is made now says of data mining, read by a program that is not ours."""
    said = exiftool.read(content_of(photo.get_rendition("format-jpeg|width-40")))
    return said["XMP-plus:DataMining"].removeprefix("http://ns.useplus.org/ldf/vocab/")


def test_whoever_read_a_release_before_somebody_withdrew_does_not_undo_it():
    release = factories.release(state=ReleaseState.GRANTED)
    before = Release.objects.get(pk=release.pk)
    consent.withdraw(release)
    consent.ask(before, factories.user(Role.PHOTO_EDITOR))
    assert Release.objects.get().state == ReleaseState.WITHDRAWN
    assert Photo.objects.get().is_withheld


def test_who_withdrew_by_letter_is_gone_from_the_other_file_too_and_the_desk_is_told(client):
    release = factories.release(state=ReleaseState.GRANTED)
    newer = factories.photo(replaces=release.photo)
    newer.releases.update(state=ReleaseState.GRANTED, name="A. Model", email="")
    editor = factories.user(Role.PHOTO_EDITOR)
    client.force_login(editor)
    mail.outbox.clear()
    form = {"photo": release.photo_id, "name": release.name, "age_band": "adult", "state": "withdrawn"}
    client.post(reverse("release_desk:edit", args=[release.pk]), form)
    assert [one.is_withheld for one in Photo.objects.all()] == [True, True]
    assert {(one.kind, one.by) for one in release.records.all()} == {("noted", editor), ("withdrawn", editor)}
    assert [letter.to for letter in mail.outbox] == [[editor.email]] * 2
