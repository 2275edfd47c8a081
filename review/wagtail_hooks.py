from wagtail import hooks

from .completeness import refuse_bulk_publication
from .menu_items import name_the_desk
from .notifications import tell_published
from .viewsets import SafePageViewSet

hooks.register("construct_page_action_menu", name_the_desk)
hooks.register("before_bulk_action", refuse_bulk_publication)


@hooks.register("register_admin_viewset", order=100)
def register_page_viewset():
    """After Wagtail's own viewset for pages, which this one replaces."""
    return SafePageViewSet()


@hooks.register("after_publish_page")
def tell_writer_of_first_publication(request, page):
    if page.live and page.first_published_at == page.last_published_at:
        tell_published(instance=page, user=request.user)
