import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from wagtail.models import Site

from accounts.forms import SignupForm
from accounts.models import RegistrationSettings, validate_display_name
from tests import factories
from tests.answers import HOSTILE, passwords_hashed, without_what_differs

pytestmark = pytest.mark.django_db

SIGNUP = "/accounts/signup/"
FORM = {"email": "robin@example.org", "display_name": "Robin Teasel", "password1": "a quiet sentence"}


def register(client, **fields):
    return client.post(SIGNUP, FORM | fields)


def user(**fields):
    return get_user_model().objects.get(**fields)


def link_in(message):
    return re.search(r"https?://testserver(\S+)", message.body)[1]


def close_registration():
    RegistrationSettings.objects.update_or_create(site=Site.objects.get(), defaults={"registration_open": False})


def test_a_reader_registers_confirms_and_is_back_at_the_story(client):
    assert register(client, next="/stories/a/").headers["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    confirmation = link_in(mail.outbox[0])
    assert b"robin@example.org" in client.get(confirmation).content
    assert client.post(confirmation).headers["Location"] == "/stories/a/"
    assert user().display_name == "Robin Teasel"
    assert client.session["_auth_user_id"] == str(user().pk)


@pytest.mark.parametrize("target", HOSTILE)
def test_no_link_sends_a_visitor_elsewhere_after_the_registration(client, target):
    register(client, next=target)
    assert client.post(link_in(mail.outbox[0])).headers["Location"] == "/"


def test_the_link_opened_in_another_browser_confirms_but_logs_nobody_in(client):
    register(client)
    elsewhere = Client()
    assert elsewhere.post(link_in(mail.outbox[0])).headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in elsewhere.session
    assert user().emailaddress_set.get().verified


def test_opening_the_link_alone_confirms_nothing(client):
    register(client)
    Client().get(link_in(mail.outbox[0]))  # as programs that look through mail do
    assert not user().emailaddress_set.get().verified


def test_a_broken_link_says_what_to_do(client):
    assert b"has expired" in client.get("/accounts/confirm-email/abc:def:ghi/").content


def test_a_registered_reader_has_no_rights(client):
    register(client)
    assert not user().has_perm("wagtailadmin.access_admin")
    assert not user().is_staff
    assert not user().is_superuser
    assert not user().groups.exists()


def test_rights_cannot_be_registered_with(client):
    register(client, is_superuser="on", is_staff="on", groups="1", is_active="on")
    assert not user().is_superuser
    assert not user().groups.exists()


def test_a_known_and_a_new_address_get_the_same_answer(client):
    factories.user(email="taken@example.org")
    new, taken = register(Client()), register(Client(), email="taken@example.org")
    assert without_what_differs(new) == without_what_differs(taken)
    after_new, after_taken = (register(Client(), email=email) for email in ("third@example.org", "TAKEN@example.org"))
    assert without_what_differs(after_new) == without_what_differs(after_taken)


def test_a_known_and_a_new_address_cost_the_same_time(client):
    factories.user(email="taken@example.org")
    assert passwords_hashed(lambda: register(client)) == 1
    assert passwords_hashed(lambda: register(client, email="taken@example.org")) == 1


def test_the_owner_of_a_known_address_is_told_by_mail(client):
    factories.user(email="taken@example.org")
    register(client, email="taken@example.org", display_name="Somebody else")
    assert mail.outbox[0].to == ["taken@example.org"]
    assert "account already" in mail.outbox[0].subject
    assert user().display_name != "Somebody else"


def test_letters_have_text_and_html_and_are_marked_as_automatic(client):
    register(client)
    (letter,) = mail.outbox
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert [kind for _content, kind in letter.alternatives] == ["text/html"]
    assert "{" not in letter.body
    assert "Beauty Desk" in letter.body


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"email": "not an address"}, "valid email address"),
        ({"email": "a" * 400 + "@example.org"}, "at most 320 characters"),
        ({"display_name": ""}, "This field is required"),
        ({"display_name": "   "}, "This field is required"),
        ({"display_name": "robin@example.org"}, "without “@”"),
        ({"display_name": "Robin\x00"}, "Null characters"),
        ({"display_name": "Robin\u202e"}, "can be seen"),
        ({"display_name": "R" * 61}, "at most 60 characters"),
        ({"password1": "short"}, "at least 10 characters"),
        ({"password1": "password12345"}, "too common"),
        ({"password1": "8473629105"}, "entirely numeric"),
        ({"password1": "robin@example.org"}, "too similar"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_right_is_kept(client, fields, complaint):
    page = register(client, **fields).content.decode()
    assert complaint in page
    kept = "Robin Teasel" if "display_name" not in fields else 'value="robin@example.org"'
    assert kept in page
    assert FORM["password1"] not in page
    assert not get_user_model().objects.exists()
    assert mail.outbox == []


def test_closed_registration_says_so(client):
    close_registration()
    page = client.get(SIGNUP).content.decode()
    assert "Registration is closed" in page
    assert "<form" not in page.partition("<main")[2]


def test_closed_registration_takes_no_form(client):
    close_registration()
    assert b"Registration is closed" in register(client).content
    assert not get_user_model().objects.exists()
    assert mail.outbox == []


def test_closed_registration_leaves_accounts_working(client):
    close_registration()
    reader = factories.user()
    client.post("/accounts/login/", {"login": reader.email, "password": factories.PASSWORD})
    assert client.session["_auth_user_id"] == str(reader.pk)


def test_the_twenty_first_registration_in_an_hour_from_one_machine_is_refused():
    for n in range(20):
        assert register(Client(), email=f"r{n}@example.org").status_code == 302
    assert register(Client(), email="last@example.org").status_code == 429


def test_confirmation_mail_cannot_be_used_to_flood_a_mailbox():
    for _attempt in range(3):
        register(Client())
    assert len(mail.outbox) == 1


def test_one_form_sent_twice_at_once_makes_one_account(client):
    def clean_email(form):
        factories.user(email=FORM["email"])  # the other request comes through between our check and our save
        return FORM["email"]

    with patch.object(SignupForm, "clean_email", clean_email):
        assert register(client).headers["Location"] == "/accounts/confirm-email/"
    assert get_user_model().objects.count() == 1


@given(st.text(min_size=1, max_size=60))
def test_a_display_name_that_is_accepted_can_be_seen(name):
    try:
        validate_display_name(name)
    except ValidationError:
        return
    assert "@" not in name
    assert name.replace("\u200c", "").replace("\u200d", "").replace(" ", "").isprintable()
