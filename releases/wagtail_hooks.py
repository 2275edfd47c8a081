"""Registration only; the screens are in viewsets.py."""

from wagtail import hooks

from .viewsets import ReleaseViewSet


@hooks.register("register_admin_viewset")
def register_releases():
    return ReleaseViewSet()
