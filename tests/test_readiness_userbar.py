"""What is missing, in the bar over a page."""

import pytest

from accounts.roles import Role
from readiness.models import Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article("Clay")


def with_findings(story, **numbers):
    Report.objects.update_or_create(page_id=story.pk, defaults={"blockers": 0, "warnings": 0} | numbers)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"blockers": 2, "warnings": 1}, "2 blockers"),
        ({"blockers": 1}, "1 blocker"),
        ({"warnings": 3}, "3 warnings"),
        ({}, "Nothing is missing"),
    ],
)
def test_an_editor_reads_over_the_page_what_is_missing(login, staff, story, numbers, said):
    with_findings(story, **numbers)
    page = login(staff[Role.MANAGING_EDITOR]).get(story.url).content.decode()
    assert f"/admin/pages/{story.pk}/edit/" in page
    assert said in page


def test_who_may_not_edit_the_page_reads_nothing_of_it(client, login, staff, story):
    with_findings(story, blockers=2)
    for reader in (client, login(staff[Role.COMMENT_MODERATOR])):
        assert "2 blockers" not in reader.get(story.url).content.decode()
