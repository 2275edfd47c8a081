import pytest

from wagtail.models import ReferenceIndex

from readiness.models import Report
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def test_a_changed_photo_has_the_stories_that_show_it_looked_at_next(rules_hold):
    photo = factories.photo()
    story, other = factories.article(live=False, hero_photo=photo), factories.article(live=False)
    ReferenceIndex.create_or_update_for_object(story)
    photo.credit = ""
    photo.save()
    assert Report.objects.get(pk=story.pk).checked_at is None
    assert Report.objects.get(pk=other.pk).checked_at is not None
