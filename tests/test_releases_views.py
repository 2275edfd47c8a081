"""The page of the person shown, and the photo desk's screens."""

import pytest

from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wagtail.models import ModelLogEntry

from accounts.roles import Role
from photos.models import Photo
from photos.private import private_storage
from photos.vocabulary import ReleaseState
from releases import consent, withdrawal
from releases.links import path_of
from releases.models import Release
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def answers(client, release, decision, name="Ada Example", terms=None):
    data = {"decision": decision, "name": name, "terms": consent.terms_of(release) if terms is None else terms}
    return client.post(path_of(release), {**data, "terms": data["terms"].replace("\n", "\r\n")})


def test_the_person_shown_sees_photo_and_terms_and_agrees(client):
    release = factories.release()
    page = client.get(path_of(release))
    assert "website and newsletter" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store" or "no-store" in page.headers["Cache-Control"]
    assert client.get(path_of(release) + "photo.jpg").headers["Content-Type"] == "image/jpeg"
    assert not release.photo.renditions.filter(filter_spec__contains="960").exists()
    assert answers(client, release, "agree").status_code == 302
    release.refresh_from_db()
    assert release.state == ReleaseState.GRANTED
    assert "Ada Example agreed" in client.get(path_of(release)).content.decode()


def test_withdrawing_takes_the_same_link_and_one_press(client):
    release = factories.release(state=ReleaseState.GRANTED)
    assert "Withdraw" in client.get(path_of(release)).content.decode()
    answers(client, release, "withdraw")
    release.refresh_from_db()
    assert release.state == ReleaseState.WITHDRAWN
    assert client.get(path_of(release) + "photo.jpg").status_code == 200  # they may still change their mind


def test_after_an_answer_the_page_asks_nothing_any_more(client):
    release = factories.release(name="Ada Example")
    assert "May we show this photo" in client.get(path_of(release)).content.decode()
    answers(client, release, "agree", name="Bea")
    page = client.get(path_of(release)).content.decode()
    assert "What you agreed to" in page
    answers(client, release, "withdraw")
    page += client.get(path_of(release)).content.decode()
    assert "I agree after all" in page
    assert "I do not agree" not in page
    assert "May we show this photo" not in page
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    desk = client.get(reverse("release_desk:edit", args=[release.pk])).content.decode()
    assert desk.count("The link was made for Ada Example.") == 1
    desk = client.get(reverse("release_desk:photo", args=[release.photo_id])).content.decode()
    assert "It is off every page already" in desk
    assert "Take it off every page" not in desk


def test_after_its_creation_a_release_is_there_to_be_sent(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    data = {"photo": factories.photo().pk, "name": "Cleo", "age_band": "adult", "state": "unknown"}
    answer = client.post(reverse("release_desk:add"), data)
    assert answer.url == reverse("release_desk:edit", args=[Release.objects.get().pk])
    assert "There is no e-mail address yet." in client.get(answer.url).content.decode()


def test_without_a_name_nothing_is_kept(client):
    release = factories.release()
    assert "This field is required." in answers(client, release, "agree", name=" ").content.decode()
    assert not release.records.exists()


def test_terms_that_changed_meanwhile_are_read_again(client):
    release = factories.release()
    read = consent.terms_of(release)
    Release.objects.update(for_advertising=True)
    answer = answers(client, release, "agree", terms=read)
    assert answer.status_code == 409
    assert "Please read it again" in answer.content.decode()
    release.refresh_from_db()
    assert release.state == ReleaseState.UNKNOWN


@pytest.mark.parametrize("token", ["x", "0" * 32, "0" * 32 + ":forged"])
def test_a_link_we_did_not_sign_leads_nowhere(client, token):
    factories.release()
    assert client.get(f"/release/{token}/").status_code == 404


def test_the_desk_sends_the_link_and_sees_the_answer(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    release = factories.release()
    client.post(reverse("release_desk:ask", args=[release.pk]))
    assert path_of(release) in mail.outbox[-1].body
    answers(client, release, "agree")
    page = client.get(reverse("release_desk:edit", args=[release.pk])).content.decode()
    assert "Ada Example" in page
    assert consent.terms_of(release).split("\n")[0] in page


def test_a_minor_needs_a_guardian(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    data = {"photo": factories.photo().pk, "name": "Cleo", "age_band": "under_16", "state": "unknown"}
    page = client.post(reverse("release_desk:add"), data).content.decode()
    assert "name who speaks for them" in page
    assert 'value="Cleo"' in page


def test_a_signed_form_is_kept_where_no_address_leads(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    data = {"photo": factories.photo().pk, "name": "Ada", "age_band": "adult", "state": "granted"}
    form = SimpleUploadedFile("form.pdf", b"%PDF-1.4 signed", "application/pdf")
    client.post(reverse("release_desk:add"), data | {"evidence": form})
    release = Release.objects.get()
    assert release.photo.release_state == ReleaseState.GRANTED
    assert release.records.get().kind == "noted"
    address = reverse("release_desk:evidence", args=[release.pk])
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.4 signed"
    assert client.get(f"/media/{release.evidence.name}").status_code == 404
    client.force_login(factories.user(Role.WRITER))
    assert client.get(address).status_code in (302, 403)


def test_a_form_that_is_no_scan_is_refused_and_the_rest_kept(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    data = {"photo": factories.photo().pk, "name": "Ada", "age_band": "adult", "state": "granted"}
    form = SimpleUploadedFile("form.pdf", b"<script>alert(1)</script>", "application/pdf")
    page = client.post(reverse("release_desk:add"), data | {"evidence": form}).content.decode()
    assert "Choose a PDF, JPEG or PNG" in page
    assert 'value="Ada"' in page


def test_the_desk_takes_a_photo_back_and_hears_how_many_pages_it_was_on(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    photo = factories.photo()
    factories.article("A story of mine", hero_photo=photo)
    address = reverse("release_desk:photo", args=[photo.pk])
    assert "A story of mine" in client.get(address).content.decode()
    page = client.post(address, {"action": "take_back"}, follow=True).content.decode()
    assert "1 page now shows a neutral space" in page
    photo.refresh_from_db()
    assert photo.is_withheld


def test_a_writer_cannot_take_back_the_photo_of_somebody_else(client):
    client.force_login(factories.user(Role.WRITER))
    address = reverse("release_desk:photo", args=[factories.photo().pk])
    assert client.post(address, {"action": "take_back"}).status_code in (302, 403)


def test_browsers_name_the_sender_of_an_answer_to_us_alone(client):
    # With no-referrer they send "Origin: null", and every answer would be refused as forged.
    page = client.get(path_of(factories.release()))
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert 'name="referrer"' not in page.content.decode()


def saved_by_the_desk(client, release, **changes):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    kept = {name: getattr(release, name) for name in ("name", "email", "age_band", "state", "territory")}
    data = kept | {"photo": release.photo_id, "for_website": "on"} | changes
    return client.post(reverse("release_desk:edit", args=[release.pk]), data, follow=True).content.decode()


@pytest.mark.parametrize("state", [ReleaseState.GRANTED, ReleaseState.RESTRICTED, ReleaseState.REQUESTED, "unknown"])
def test_an_older_form_puts_nothing_in_place_of_a_withdrawal(client, state):
    release = factories.release(state=state)
    consent.withdraw(Release.objects.get(pk=release.pk))
    page = saved_by_the_desk(client, release, email="ada.new@example.org")
    assert "They do not agree." in page
    assert "ada.new@example.org" in page
    assert Release.objects.get().state == ReleaseState.WITHDRAWN


def test_other_terms_than_they_agreed_to_are_asked_for_anew(client):
    release = factories.release(state=ReleaseState.GRANTED)
    page = saved_by_the_desk(client, release, for_advertising="on")
    assert "These are other terms" in page
    assert Release.objects.get().state == ReleaseState.REQUESTED


def test_another_address_for_letters_changes_no_agreement(client):
    release = factories.release(state=ReleaseState.GRANTED)
    saved_by_the_desk(client, release, email="ada.new@example.org")
    assert (Release.objects.get().state, Release.objects.get().email) == (ReleaseState.GRANTED, "ada.new@example.org")


def test_an_agreement_stays_with_the_photo_it_was_given_for(client):
    release, other = factories.release(state=ReleaseState.GRANTED), factories.photo()
    saved_by_the_desk(client, release, photo=other.pk)
    assert Release.objects.get().photo == release.photo


def test_only_the_photo_desk_shows_a_photo_again_and_the_log_says_who(client):
    writer = factories.user(Role.WRITER)
    photo = factories.photo(uploaded_by_user=writer, release_state=ReleaseState.NOT_NEEDED)
    address = reverse("release_desk:photo", args=[photo.pk])
    client.force_login(writer)
    client.post(address, {"action": "take_back"})
    page = client.get(address).content.decode()
    assert "The photo desk can show it again." in page
    client.post(address, {"action": "give_back"})
    assert Photo.objects.get().is_withheld
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    client.post(address, {"action": "give_back"})
    assert not Photo.objects.get().is_withheld
    logged = ModelLogEntry.objects.filter(action__startswith="releases.").order_by("pk")
    assert list(logged.values_list("action", flat=True)) == ["releases.take_back", "releases.give_back"]
    assert logged[0].user == writer


def test_the_form_of_an_erased_photo_leads_to_what_is_left(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    photo = factories.photo()
    withdrawal.erase(photo)
    page = client.get(reverse("wagtailimages:edit", args=[photo.pk]), follow=True).content.decode()
    assert "The picture was deleted for good." in page


def test_a_link_that_went_to_a_wrong_address_is_shut(client):
    release = factories.release(state=ReleaseState.GRANTED)
    old, photo_desk = path_of(release), factories.user(Role.PHOTO_EDITOR)
    client.force_login(photo_desk)
    page = client.post(reverse("release_desk:new_link", args=[release.pk]), follow=True).content.decode()
    assert "Every link sent before is shut." in page
    answer = client.get(old)
    assert answer.status_code == 410
    assert "This link is no longer valid" in answer.content.decode()
    assert client.post(old, {"name": "Somebody", "decision": "withdraw"}).status_code == 410
    assert client.get(f"{old}photo.jpg").status_code == 404
    release.refresh_from_db()
    assert release.state == ReleaseState.GRANTED
    assert client.get(path_of(release)).status_code == 200
    (record,) = release.records.all()
    assert (record.kind, record.by) == ("new_link", photo_desk)
    assert ModelLogEntry.objects.get(action="releases.new_link").user == photo_desk


def test_only_the_photo_desk_shuts_a_link_and_never_by_opening_an_address(client):
    release = factories.release()
    address = reverse("release_desk:new_link", args=[release.pk])
    client.force_login(factories.user(Role.COPY_EDITOR))
    client.post(address)
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    assert client.get(address).status_code == 405
    assert Release.objects.get().link_key == release.link_key


def test_a_signed_form_goes_when_another_takes_its_place(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    name = private_storage().save("releases/first.pdf", ContentFile(b"%PDF-1.4 first"))
    release = factories.release(evidence=name, state=ReleaseState.GRANTED)
    saved_by_the_desk(client, release, email="ada.new@example.org")
    assert private_storage().exists(name)
    newer = SimpleUploadedFile("second.pdf", b"%PDF-1.4 second", "application/pdf")
    saved_by_the_desk(client, release, evidence=newer)
    release.refresh_from_db()
    assert release.evidence.read() == b"%PDF-1.4 second"
    assert not private_storage().exists(name)


def test_who_has_answered_is_not_taken_off_the_list_and_the_desk_reads_why(client):
    client.force_login(factories.user(Role.PHOTO_EDITOR))
    answered, open_one = factories.release(name="Ada"), factories.release(name="Bea")
    consent.answer(answered, agrees=True, typed_name="Ada", terms="All of it")
    page = client.post(reverse("release_desk:delete", args=[answered.pk]), follow=True).content.decode()
    assert "Ada stays on the list" in page
    client.post(reverse("release_desk:delete", args=[open_one.pk]))
    assert list(Release.objects.values_list("name", flat=True)) == ["Ada"]
