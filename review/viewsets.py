from django.utils.translation import gettext_lazy as _

from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from .decision_views import DecisionDataView, DecisionView
from .definition_views import DeskDeleteView, DeskEditView
from .models import Desk
from .views import PageCreateView, PageEditView, PageRevertView


class SafePageViewSet(PageViewSet):
    """Wagtail's screens for every type of page, with our editor and decisions."""

    model = Page
    add_view_class = PageCreateView
    edit_view_class = PageEditView
    revisions_revert_view_class = PageRevertView
    workflow_action_view_class = DecisionView
    collect_workflow_action_data_view_class = DecisionDataView


class DeskViewSet(ModelViewSet):
    """Which desks there are, who sits at them, and what they answer for."""

    model = Desk
    icon = "group"
    menu_label = _("Desks")
    menu_order = 610  # beside workflows and workflow tasks
    add_to_settings_menu = True
    list_display = ["name", "group"]
    form_fields = ["name", "group", "aspects"]
    edit_view_class = DeskEditView
    delete_view_class = DeskDeleteView
    inspect_view_enabled = False
    copy_view_enabled = False
