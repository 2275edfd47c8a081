import json
from io import StringIO

import pytest

from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticlePage
from readiness.models import Override
from tests import factories, house_rules
from tests.house_rules import KICKER_KEY, NO_KICKER, SHORT_DEK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


@pytest.fixture(autouse=True)
def rules(no_rules):
    house_rules.register()


def printed(*options):
    out = StringIO()
    call_command("readiness", *options, stdout=out)
    return out.getvalue()


def rows(*options):
    return {(row["title"], row["version"]): row for row in json.loads(printed("--json", *options))}


def public_without_kicker(title):
    """A story that was published before the rule was made."""
    story = factories.article(title, kicker="Skin")
    ArticlePage.objects.filter(pk=story.pk).update(kicker="")
    return story


def test_drafts_may_have_blockers():
    factories.article("A draft", live=False)
    text = printed()
    assert "A draft (draft" in text
    assert f"blocker: {NO_KICKER} [no_kicker kicker]" in text


def test_a_public_story_with_a_blocker_makes_it_fail():
    public_without_kicker("Out there")
    out = StringIO()
    with pytest.raises(CommandError, match="1") as failure:
        call_command("readiness", stdout=out)
    assert failure.value.returncode == 1
    assert "Out there (live" in out.getvalue()


def test_unless_somebody_has_waived_it():
    story = public_without_kicker("Out there")
    Override.objects.create(page=story, rule="no_kicker", key=KICKER_KEY, reason="It was agreed.")
    assert f"blocker (waived): {NO_KICKER}" in printed()


def test_a_published_story_and_its_draft_are_looked_at_each_for_itself():
    story = factories.article("Both", kicker="Skin")
    story.dek = "Short"
    story.save_revision()
    found = rows()
    assert found["Both", "live"]["notes"] == 0
    assert [finding["message"] for finding in found["Both", "draft"]["findings"]] == [SHORT_DEK]
    assert list(rows("--live")) == [("Both", "live")]


def test_a_site_without_pages_or_rules_is_an_empty_list(no_rules):
    assert rows() == {}


def test_failing_still_prints_the_whole_list():
    public_without_kicker("Out there")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("readiness", "--json", stdout=out)
    assert [row["blockers"] for row in json.loads(out.getvalue())] == [1]


def test_many_public_stories_are_loaded_together():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            printed("--live")
        return len(captured)

    factories.article(kicker="Skin")
    one = queries()
    for _number in range(5):
        factories.article(kicker="Skin")
    assert queries() == one
