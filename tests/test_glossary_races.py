"""Who writes and who signs at the same moment, over one word of the glossary."""

from django.db import transaction

from wagtail.models import ModelLogEntry

from accounts.roles import Role
from glossary import signing
from glossary.models import GlossaryTerm
from tests import factories
from tests.at_once import at_once


@transaction.atomic
def write(pk, definition):
    term = GlossaryTerm.objects.get(pk=pk)
    term.definition = definition
    term.save()
    term.save_revision()


def test_what_is_written_at_that_moment_is_never_signed_unread(transactional_db):
    term, checker = factories.term("Elastin", "Read words."), factories.user(Role.FACT_CHECKER)
    seen = term.stamp
    at_once(
        lambda: signing.sign(term.pk, by=checker, seen=seen),
        lambda: write(term.pk, "Unread words."),
    )
    stored = GlossaryTerm.objects.get()
    assert (stored.definition, stored.awaits_review) == ("Unread words.", True)
    assert stored.signed is None or stored.signed["definition"] == "Read words."


def test_two_reviewers_at_once_are_one_signature(transactional_db):
    term = factories.term("Elastin")
    checkers, seen = [factories.user(Role.FACT_CHECKER) for _each in range(2)], term.stamp
    answers = at_once(*(lambda by=by: signing.sign(term.pk, by=by, seen=seen) for by in checkers))
    assert sorted(type(answer).__name__ for answer in answers) == ["GlossaryTerm", "MayNotSign"]
    assert ModelLogEntry.objects.filter(action="glossary.sign").count() == 1
