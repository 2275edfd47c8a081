"""What is missing in the page at hand, in the bar that editors see over it."""

from django.urls import reverse

from wagtail.admin.userbar import BaseItem

from .models import Report


class ReadinessItem(BaseItem):
    """How many findings the newest version has, with the way to them."""

    template_name = "readiness/admin/userbar_item.html"

    def __init__(self, report):
        super().__init__()
        self.report = report

    def get_context_data(self, parent_context):
        editor = reverse("wagtailadmin_pages:edit", args=[self.report.page_id])
        return super().get_context_data(parent_context) | {"report": self.report, "editor": editor}


def add_readiness(request, items, page):
    """For whoever may edit the page that the bar is over. It shows what the worker has found last."""
    if page is None or not page.pk or getattr(request, "is_preview", False):
        return
    if not page.permissions_for_user(request.user).can_edit():
        return
    if report := Report.objects.filter(page=page.pk).first():
        items.append(ReadinessItem(report))
