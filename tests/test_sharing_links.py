"""Making, replacing, extending and revoking preview links, below every screen."""

import uuid
from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Workflow, WorkflowTask

from accounts.roles import Role
from sharing import links
from sharing.models import LONGEST_TERM, USUAL_TERM, PreviewLink, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    return factories.article("A balm for winter", owner=writer, live=False)


def share(story, by, **options):
    return links.share(story, by=by, label="Dr. Fern", submission=uuid.uuid4(), **options)


def end(link, *, ago=timedelta(0)):
    """Let the term of a link have ended."""
    then = timezone.now() - ago
    PreviewLink.objects.filter(pk=link.pk).update(renewed_at=then - USUAL_TERM, expires_at=then)
    link.refresh_from_db()


def rows_of_database():
    """Everything that is stored anywhere, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            for row in cursor.fetchall():
                yield str(row)


# The secret ---------------------------------------------------------------------------------


def test_a_secret_has_256_bits_and_is_never_the_same(story, writer):
    tokens = {share(story, writer)[1] for _each in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}


def test_the_secret_is_stored_nowhere(story, writer):
    link, token = share(story, writer)
    second = links.rotate(link, by=writer, seen=1)
    stored = "\n".join(rows_of_database())
    assert link.label in stored
    assert token not in stored
    assert second not in stored


def test_a_link_opens_by_its_secret_alone(story, writer):
    link, token = share(story, writer)
    assert PreviewLink.objects.of_token(token) == link
    assert PreviewLink.objects.of_token(link.token_hash) is None
    assert PreviewLink.objects.of_token("") is None


# Terms --------------------------------------------------------------------------------------


def test_a_link_is_open_for_a_week_unless_said_otherwise(story, writer, time_machine):
    time_machine.move_to("2026-12-02T10:00:00Z", tick=False)
    link, _token = share(story, writer)
    assert link.state == State.OPEN
    time_machine.move_to("2026-12-09T09:59:59Z", tick=False)
    assert link.state == State.OPEN
    time_machine.move_to("2026-12-09T10:00:00Z", tick=False)
    assert link.state == State.EXPIRED


@pytest.mark.parametrize("term", [LONGEST_TERM + timedelta(seconds=1), timedelta(0), timedelta(days=-1)])
def test_the_database_holds_no_link_that_is_open_for_longer_than_a_month_or_never(story, writer, term):
    with pytest.raises(IntegrityError), transaction.atomic():
        share(story, writer, term=term)
    assert share(story, writer, term=LONGEST_TERM)


def test_a_link_is_for_somebody(story, writer):
    with pytest.raises(IntegrityError), transaction.atomic():
        links.share(story, by=writer, label="", submission=uuid.uuid4())


def test_extending_adds_a_week_to_the_end(story, writer):
    link, _token = share(story, writer)
    assert links.extend(link, by=writer).expires_at == link.expires_at + USUAL_TERM


def test_an_expired_link_opens_again_for_a_week_from_now_at_the_same_address(story, writer, time_machine):
    link, token = share(story, writer)
    time_machine.move_to(timezone.now() + timedelta(days=20), tick=False)
    assert links.extend(link, by=writer).expires_at == timezone.now() + USUAL_TERM
    assert PreviewLink.objects.of_token(token).is_open


def test_no_link_is_extended_beyond_a_month_from_now(story, writer, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    link, _token = share(story, writer, term=timedelta(days=28))
    assert links.extend(link, by=writer).expires_at == timezone.now() + LONGEST_TERM


# Replacing and revoking ---------------------------------------------------------------------


def test_a_new_address_kills_the_old_one_at_once(story, writer):
    link, old = share(story, writer)
    until = link.expires_at
    new = links.rotate(link, by=writer, seen=1)
    assert PreviewLink.objects.of_token(old) is None
    found = PreviewLink.objects.of_token(new)
    assert (found.pk, found.expires_at, found.address_number) == (link.pk, until, 2)


def test_a_new_address_for_an_expired_link_opens_for_a_week(story, writer):
    link, _old = share(story, writer)
    end(link)
    new = links.rotate(link, by=writer, seen=1)
    assert PreviewLink.objects.of_token(new).is_open


def test_of_two_who_replace_an_address_the_second_learns_that_it_was_replaced(story, writer):
    link, _old = share(story, writer)
    new = links.rotate(link, by=writer, seen=1)
    with pytest.raises(links.Refused, match="a new address already"):
        links.rotate(link, by=writer, seen=1)
    assert PreviewLink.objects.of_token(new).is_open


def test_a_revoked_link_never_opens_again(story, writer):
    link, token = share(story, writer)
    links.revoke(link, by=writer)
    assert PreviewLink.objects.of_token(token).state == State.REVOKED
    for act in (links.extend, links.revoke, lambda link, by: links.rotate(link, by=by, seen=1)):
        with pytest.raises(links.Refused, match="revoked and stays shut"):
            act(link, by=writer)


def test_the_same_form_sent_twice_makes_one_link(story, writer):
    form = uuid.uuid4()
    links.share(story, by=writer, label="Dr. Fern", submission=form)
    with pytest.raises(links.Refused, match="in the list below already"):
        links.share(story, by=writer, label="Dr. Fern", submission=form)
    assert PreviewLink.objects.count() == 1


# Who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "own", "others"),
    [
        (Role.WRITER, True, False),
        (Role.COPY_EDITOR, True, True),
        (Role.PHOTO_EDITOR, True, True),
        (Role.MANAGING_EDITOR, True, True),
        (Role.MEDICAL_REVIEWER, False, False),
        (Role.FACT_CHECKER, False, False),
        (Role.COMMENT_MODERATOR, False, False),
        (None, False, False),
    ],
)
def test_whoever_may_edit_a_story_may_share_it(role, own, others):
    user = factories.user(*[role] if role else [])
    assert own == links.may_share(factories.article(live=False, owner=user), user)
    assert others == links.may_share(factories.article(live=False), user)


def test_a_desk_without_rights_of_its_own_shares_a_story_while_it_is_its_turn(story, writer, staff):
    reviewer = staff[Role.MEDICAL_REVIEWER]
    task = GroupApprovalTask.objects.create(name="Medical desk")
    task.groups.set(reviewer.groups.all())
    workflow = Workflow.objects.create(name="Only medical")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(story, writer)
    assert links.may_share(Page.objects.get(pk=story.pk), reviewer)
    state.cancel(user=writer)
    assert not links.may_share(Page.objects.get(pk=story.pk), reviewer)


def test_who_may_not_share_changes_nothing(story, writer, staff):
    link, token = share(story, writer)
    stranger = staff[Role.COMMENT_MODERATOR]
    acts = [
        lambda: share(story, stranger),
        lambda: links.rotate(link, by=stranger, seen=1),
        lambda: links.extend(link, by=stranger),
        lambda: links.revoke(link, by=stranger),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert PreviewLink.objects.get() == PreviewLink.objects.of_token(token)
    assert PageLogEntry.objects.filter(action__startswith="sharing.").count() == 1


def test_an_alias_has_no_draft_to_share():
    story = factories.article()
    alias = story.create_alias(update_slug="the-same-again")
    assert not links.may_share(alias, factories.user(is_superuser=True))


# The audit log ------------------------------------------------------------------------------


def test_every_change_is_in_the_pages_history_without_the_secret(story, writer, time_machine):
    time_machine.move_to("2026-07-01T09:00:00Z", tick=False)
    link, token = share(story, writer, revision=story.latest_revision)
    new = links.rotate(link, by=writer, seen=1)
    links.extend(link, by=writer)
    links.revoke(link, by=writer)
    entries = list(PageLogEntry.objects.filter(page=story.pk, action__startswith="sharing.").order_by("pk"))
    assert [str(entry.message) for entry in entries] == [
        "Preview link for Dr. Fern made, open until 8 July 2026, 10:00 (Europe/London)",
        "Address of the preview link for Dr. Fern replaced, open until 8 July 2026, 10:00 (Europe/London)",
        "Preview link for Dr. Fern extended until 15 July 2026, 10:00 (Europe/London)",
        "Preview link for Dr. Fern revoked",
    ]
    assert entries[0].comment == "Shows one version only"
    assert {entry.user for entry in entries} == {writer}
    link.refresh_from_db()
    logged = str([entry.data for entry in entries])
    assert not any(secret in logged for secret in (token, new, link.token_hash))
