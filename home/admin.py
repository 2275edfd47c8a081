"""The newsroom's way into Wagtail's admin: its menu and the first thing on its front screen."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.components import Component
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from articles.models import StoryIndexPage

PHOTOS_ORDER = 70
PAGES_ORDER = 400


class StartPanel(Component):
    """What a writer comes for, one click away."""

    order = 50
    template_name = "home/admin/start_panel.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context=None):
        index = StoryIndexPage.objects.first()
        may_write = index is not None and index.permissions_for_user(self.user).can_add_subpage()
        may_add_photos = policy_registry.get_by_type(get_image_model()).user_has_permission(self.user, "add")
        return {"may_write": may_write, "may_add_photos": may_add_photos}


def put_newsroom_first(request, menu_items):
    """Stories, people and photos come before the tree of all pages, for hook construct_main_menu."""
    for item in menu_items:
        if item.name == "images":
            item.label, item.order = _("Photos"), PHOTOS_ORDER
        elif item.name == "explorer":
            item.order = PAGES_ORDER
