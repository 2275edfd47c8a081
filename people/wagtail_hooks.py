from wagtail import hooks

from .viewsets import PersonListingViewSet


@hooks.register("register_admin_viewset")
def register_people():
    return PersonListingViewSet()
