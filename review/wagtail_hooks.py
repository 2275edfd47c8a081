from wagtail import hooks

from . import audit
from .menu_items import name_the_desks
from .viewsets import DeskViewSet, SafePageViewSet

hooks.register("construct_page_action_menu", name_the_desks)
hooks.register("register_log_actions", audit.register)


@hooks.register("register_admin_viewset", order=100)
def register_viewsets():
    """After Wagtail's own viewset for pages, which ours replaces."""
    return [SafePageViewSet(), DeskViewSet("desks")]
