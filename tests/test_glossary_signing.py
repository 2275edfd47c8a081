"""Readers get a definition as somebody signed for it who has not written it, and nothing else."""

import pytest

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail.models import ModelLogEntry

from accounts.roles import Role
from glossary import signing
from glossary.models import GlossaryTerm, OtherForm
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db

LIST = reverse("wagtailsnippets_glossary_glossaryterm:list")


@pytest.fixture
def checker():
    return factories.user(Role.FACT_CHECKER)


def form(**fields):
    empty = {"other_forms-TOTAL_FORMS": "0", "other_forms-INITIAL_FORMS": "0"}
    return {"title": "Elastin", "definition": "It lets skin spring back.", "source": ""} | empty | fields


def edit(term, by, **fields):
    """Change a term by program, as the form does."""
    fresh = GlossaryTerm.objects.get(pk=term.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save()
    fresh.save_revision(user=by)
    return GlossaryTerm.objects.get(pk=term.pk)


def test_whoever_signs_is_named_with_credentials(checker):
    page = factories.expert(user=checker, title="Dr. Ada Example")
    factories.credential(page, name="Doctor of Medicine", abbreviation="MD")
    term = factories.term("Elastin", by=type(checker).objects.get(pk=checker.pk))
    assert term.reviewer_name == "Dr. Ada Example, MD"
    assert term.signed["definition"] == term.definition
    assert not term.awaits_review
    assert ModelLogEntry.objects.filter(action="glossary.sign", user=checker).count() == 1


def test_an_address_is_never_a_name(checker):
    type(checker).objects.filter(pk=checker.pk).update(display_name="")
    checker.refresh_from_db()
    with pytest.raises(signing.MayNotSign, match="no name"):
        factories.term(by=checker)


def test_nobody_signs_for_what_they_wrote(checker):
    term = factories.term()
    term.save_revision(user=checker)
    with pytest.raises(signing.MayNotSign, match="worked on"):
        signing.sign(term.pk, by=checker, seen=term.stamp)
    assert not GlossaryTerm.objects.shown().exists()


def test_who_wrote_an_earlier_version_may_sign_for_what_others_made_of_it(checker):
    term = factories.term("Elastin")
    term.save_revision(user=checker)
    signing.sign(term.pk, by=factories.user(Role.MEDICAL_REVIEWER), seen=term.stamp)
    changed = edit(term, factories.user(Role.WRITER), definition="Better words.")
    assert signing.sign(changed.pk, by=checker, seen=changed.stamp).signed["definition"] == "Better words."


def test_what_changed_since_it_was_read_is_not_signed(checker):
    term = factories.term()
    seen = term.stamp
    edit(term, None, definition="It cures everything.")
    with pytest.raises(signing.MayNotSign, match="changed it"):
        signing.sign(term.pk, by=checker, seen=seen)


def test_what_is_signed_is_not_signed_again(checker):
    term = factories.term(by=True)
    with pytest.raises(signing.MayNotSign, match="already"):
        signing.sign(term.pk, by=checker, seen=term.stamp)


@pytest.mark.parametrize("role", [Role.WRITER, Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.MANAGING_EDITOR, None])
def test_only_who_checks_facts_or_reviews_signs(role):
    term = factories.term()
    with pytest.raises(PermissionDenied):
        signing.sign(term.pk, by=factories.user(*([role] if role else [])), seen=term.stamp)


@pytest.mark.parametrize(
    "change",
    [{"definition": "Other words."}, {"title": "Elastine"}, {"other_forms": [OtherForm(name="elastins")]}],
)
def test_a_change_waits_and_readers_keep_what_was_signed(change):
    term = factories.term("Elastin", by=True)
    signed = dict(term.signed)
    changed = edit(term, None, **change)
    assert changed.awaits_review
    assert changed.signed == signed
    assert changed.reviewed_at == term.reviewed_at


def test_another_source_is_not_shown_before_it_is_signed():
    term = factories.term(by=True, source=Source.objects.create(title="A paper"))
    assert str(term.shown_source) == "A paper"
    changed = edit(term, None, source=Source.objects.create(title="A leaflet"))
    assert changed.awaits_review
    assert changed.shown_source is None


def test_white_space_alone_is_no_change():
    term = factories.term(by=True)
    assert not edit(term, None, definition=f"  {term.definition}\n").awaits_review


def test_an_old_version_brings_no_old_signature_with_it():
    term = factories.term("Elastin", "First.")
    first = term.latest_revision
    second = edit(term, None, definition="Second.")
    second = signing.sign(second.pk, by=factories.user(Role.FACT_CHECKER), seen=second.stamp)
    old = type(first).objects.get(pk=first.pk).as_object()
    assert old.signed["definition"] == "Second."
    old.save()
    stored = GlossaryTerm.objects.get(pk=term.pk)
    assert (stored.definition, stored.signed["definition"], stored.awaits_review) == ("First.", "Second.", True)


def test_a_form_opened_before_the_signature_does_not_undo_it():
    term = factories.term("Elastin")
    opened = GlossaryTerm.objects.get(pk=term.pk)
    signing.sign(term.pk, by=factories.user(Role.FACT_CHECKER), seen=term.stamp)
    opened.definition = "Later words."
    opened.save()
    stored = GlossaryTerm.objects.get(pk=term.pk)
    assert stored.signed["definition"] == term.definition
    assert stored.awaits_review


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.MEDICAL_REVIEWER, Role.MANAGING_EDITOR])
def test_a_definition_can_be_taken_from_readers_at_once(role):
    term = factories.term(by=True)
    assert signing.withdraw(term.pk, by=factories.user(role))
    assert not GlossaryTerm.objects.shown().exists()
    assert not signing.withdraw(term.pk, by=factories.user(role))


def test_a_writer_takes_nothing_from_readers():
    with pytest.raises(PermissionDenied):
        signing.withdraw(factories.term(by=True).pk, by=factories.user(Role.WRITER))


def test_the_database_knows_no_signature_without_a_name():
    term = factories.term()
    for wrong in ({"signed": term.offered}, {"awaits_review": False}, {"reviewer_name": "Ada"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GlossaryTerm.objects.filter(pk=term.pk).update(**wrong)


def test_one_word_has_one_term_whatever_its_capitals():
    factories.term("Elastin", names=["elastic fibre"])
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.term("ELASTIN")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.term(names=["Elastic Fibre"])


# Screens ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": "elastic-fibre"}, "Another term is called so already"),
        ({"title": "\u00ad- \u200b"}, "There is no letter in it"),
        ({"title": "x" * 121}, "120"),
        ({"definition": "x" * 401}, "400"),
        ({"title": "a\0b"}, "Null characters"),
        (
            {"other_forms-TOTAL_FORMS": "1", "other_forms-0-name": "ELASTIC FIBRE", "other_forms-0-id": ""},
            "Another term is called so already",
        ),
    ],
)
def test_the_form_refuses_names_that_lead_nowhere_or_to_two(client, fields, told):
    factories.term("Elastic fibre")
    client.force_login(factories.user(Role.WRITER))
    response = client.post(reverse("wagtailsnippets_glossary_glossaryterm:add"), form(**fields))
    assert told in response.content.decode()
    assert GlossaryTerm.objects.count() == 1


def test_a_writer_writes_and_a_reviewer_signs(client, checker):
    client.force_login(factories.user(Role.WRITER))
    client.post(reverse("wagtailsnippets_glossary_glossaryterm:add"), form())
    term = GlossaryTerm.objects.get()
    assert client.get(reverse("glossary_review", args=[term.pk])).status_code == 302  # to the desk, with a message
    assert "Waits for a review" in client.get(LIST).content.decode()
    client.force_login(checker)
    screen = client.get(reverse("glossary_review", args=[term.pk])).content.decode()
    assert "Sign this definition" in screen
    client.post(reverse("glossary_review", args=[term.pk]), {"seen": term.stamp})
    assert GlossaryTerm.objects.shown().get() == term
    assert "Take it from readers" in client.get(reverse("glossary_review", args=[term.pk])).content.decode()
    client.post(reverse("glossary_review", args=[term.pk]), {"withdraw": "1"})
    assert not GlossaryTerm.objects.shown().exists()


def test_a_reviewer_who_wrote_it_is_told_so(client, checker):
    term = factories.term()
    term.save_revision(user=checker)
    client.force_login(checker)
    screen = client.get(reverse("glossary_review", args=[term.pk])).content.decode()
    assert "You have worked on this definition" in screen
    assert "Sign this definition" not in screen
    client.post(reverse("glossary_review", args=[term.pk]), {"seen": term.stamp})
    assert not GlossaryTerm.objects.shown().exists()


def test_the_list_says_what_waits(client, checker):
    factories.term("Signed", by=True)
    edit(factories.term("Changed", by=True), None, definition="New.")
    factories.term("Fresh")
    client.force_login(checker)

    def titles(review):
        found = client.get(LIST, {"review": review}).context["object_list"]
        return {term.title for term in found}

    assert titles("waits") == {"Changed", "Fresh"}
    assert titles("done") == {"Signed"}
    assert titles("never") == {"Fresh"}


def test_the_list_asks_the_same_number_of_questions_whatever_its_length(client, checker):
    client.force_login(checker)

    def number():
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    factories.term()
    few = number()
    for _each in range(15):
        factories.term(names=[f"name {_each}"], by=checker)
    assert number() == few


def test_whoever_may_sign_is_told_on_the_front_screen_what_waits(client, checker):
    factories.term("Elastin")
    waiting = factories.term("Collagen")
    edit(waiting, factories.user(Role.WRITER), definition="It makes skin firm.")
    for role, is_told in ((checker, True), (factories.user(Role.WRITER), False)):
        client.force_login(role)
        screen = client.get(reverse("wagtailadmin_home")).content.decode()
        assert ("of the glossary wait" in screen) == is_told
        assert (f"{LIST}?review=waits" in screen) == is_told
