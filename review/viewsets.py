from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from .views import DecisionView, PageEditView, PageRevertView


class SafePageViewSet(PageViewSet):
    """Wagtail's screens for every type of page, with our editor and decisions."""

    model = Page
    edit_view_class = PageEditView
    revisions_revert_view_class = PageRevertView
    workflow_action_view_class = DecisionView
