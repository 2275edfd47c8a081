import pytest

from django.utils import timezone

from sharing import links
from sharing.cleaning import forget_dead_links
from sharing.models import PreviewLink
from sharing.querysets import REMEMBERED
from tests import factories

pytestmark = pytest.mark.django_db


def test_links_dead_for_a_month_are_forgotten_and_no_others(time_machine):
    admin, story = factories.user(is_superuser=True), factories.article()
    revoked, _token = factories.preview_link(story, by=admin)
    links.revoke(revoked, by=admin)
    expired, _token = factories.preview_link(story)
    time_machine.move_to(expired.expires_at + REMEMBERED, tick=False)
    open_link, _token = factories.preview_link(story)
    assert forget_dead_links() == 1  # the revoked one, which died a week earlier
    assert set(PreviewLink.objects.all()) == {expired, open_link}
    time_machine.move_to(timezone.now() + REMEMBERED / 30)
    assert forget_dead_links() == 1
    assert set(PreviewLink.objects.all()) == {open_link}
    assert forget_dead_links() == 0


def test_a_version_is_free_again_once_its_link_is_forgotten(time_machine):
    story = factories.article(live=False)
    pinned = story.latest_revision
    link, _token = factories.preview_link(story, revision=pinned)
    story.save_revision()
    time_machine.move_to(link.expires_at + REMEMBERED * 2)
    forget_dead_links()
    pinned.delete()
    assert story.revisions.count() == 1
