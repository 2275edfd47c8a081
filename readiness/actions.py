from django.db import transaction

from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page


def lock_page(page_id):
    """Keep a page from others until the transaction ends.

    Wagtail's publication writes a page's versions and then the page, its editor and its unpublishing the page first.
    Whoever takes the page before anything else never waits in a ring with those that do the same.
    """
    Page.objects.select_for_update(no_key=True).filter(pk=page_id).values_list("pk").first()


class PublishAtOnceAction(PublishPageRevisionAction):
    """Wagtail's own, all or nothing: it clears the schedules of other versions before the gate can refuse."""

    @transaction.atomic
    def execute(self, skip_permission_checks=False):
        lock_page(self.object.pk)
        return super().execute(skip_permission_checks=skip_permission_checks)
