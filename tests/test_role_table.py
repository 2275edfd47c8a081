"""Every address of the site, asked for as every role, gives what tests/role_table.txt says."""

import logging

import pytest

from django.db import transaction

from tests import role_table
from tests.role_table import COLUMNS, REFUSED, line

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("role_table"),  # asked once, by one process
]

STAFF_ONLY = ("admin/", "POST admin/")
OPEN_IN_THE_ADMIN = ("admin/sprite/", "admin/jsi18n/", "admin/login/", "admin/logout/", "admin/password_reset/")
ADMINISTRATORS_ONLY = ("admin/users/", "admin/groups/", "admin/sites/", "admin/collections/", "admin/documents/edit/")


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker):
    """What every role gets now. Asking takes its time, so it is done once for all tests."""
    logging.disable(logging.CRITICAL)  # thousands of refusals are what is wanted here
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            table = role_table.measured(role_table.House())
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
    return table


@pytest.fixture(scope="module")
def written():
    return role_table.written()


def rows_of(table, *beginnings):
    return {row: dict(zip(COLUMNS, words, strict=True)) for row, words in table.items() if row.startswith(beginnings)}


def test_every_address_is_in_the_table(found, written):
    unknown = [line(row, words) for row, words in found.items() if row not in written]
    assert not unknown, "Read these, and add them to tests/role_table.txt if they are right:\n" + "\n".join(unknown)


def test_no_row_is_about_an_address_that_is_gone(found, written):
    gone = [row for row in written if row not in found]
    assert not gone, "Take these out of tests/role_table.txt:\n" + "\n".join(gone)


def test_everybody_gets_what_the_table_says(found, written):
    wrong = [
        f"written  {line(row, written[row])}\nnow      {line(row, words)}"
        for row, words in found.items()
        if row in written and words != written[row]
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_of_the_admin_answers_strangers_and_readers(written):
    for row, words in rows_of(written, *STAFF_ONLY).items():
        if not row.removeprefix("POST ").startswith(OPEN_IN_THE_ADMIN):
            assert words["anonymous"] == "login", row
            assert words["reader"] == "denied", row


def test_only_administrators_reach_accounts_groups_and_sites(written):
    for row, words in rows_of(written, *ADMINISTRATORS_ONLY).items():
        assert {word for column, word in words.items() if column != "admin"} <= REFUSED, row


def test_no_draft_answers_at_its_address(written):
    drafts = {row: words for row, words in written.items() if row.startswith("<page>") and "draft" in row}
    assert len(drafts) == 2
    for words in drafts.values():
        assert set(words) == {"missing"}


def test_only_desks_that_may_publish_publish(written):
    words = written["POST admin/bulk/<app_label>/<model_name>/<action>/ (wagtailcore.page publish)"]
    assert [column for column, word in zip(COLUMNS, words, strict=True) if word == "done"] == ["managing", "admin"]
