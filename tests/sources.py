"""What sources say of their statements, for tests about what follows."""

from wagtail.models import Site

from accounts.roles import Role
from accuracy_checks import answering, asking
from accuracy_checks.models import AccuracyPolicy
from tests import factories


def policy(**fields):
    """Set what the house does about asking its sources."""
    AccuracyPolicy.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults=fields)


def ask(story, person, by=None, **options):
    options = {"email": "source@example.org"} | options
    return asking.ask(story, person, by=by or factories.user(Role.FACT_CHECKER), **options)


def say(check, *said, credentials=""):
    """Answer for each statement in order: an Answer, or a pair of it and which fact is wrong."""
    given = [(one, "") if isinstance(one, str) else one for one in said]
    pairs = zip(check.statements.all(), given, strict=True)
    answering.answer(check, {one.pk: answer for one, answer in pairs}, credentials)
    check.refresh_from_db()
    return check


def confirm(story, person, by=None):
    check = ask(story, person, by)
    return say(check, *["accurate"] * check.statements.count())
