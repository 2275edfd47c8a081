"""Two photo editors at the same moment, over the same story."""

import pytest

from accounts.roles import Role
from photos.replacing import put_into_drafts
from tests import factories, newsroom
from tests.at_once import at_once

pytestmark = pytest.mark.usefixtures("whole_worker")


def test_of_two_photos_replaced_at_once_both_are_in_the_newest_draft(transactional_db):
    hero, shown, by = factories.photo(), factories.photo(), factories.user(Role.MANAGING_EDITOR)
    story = factories.article(hero_photo=hero, body=[("photo", {"photo": shown})], live=False)
    replacements = [factories.photo(replaces=hero), factories.photo(replaces=shown)]
    at_once(*(lambda new=new: put_into_drafts(new, by) for new in replacements))
    draft = newsroom.newest(story)
    assert [draft.hero_photo, draft.body[0].value["photo"]] == replacements
