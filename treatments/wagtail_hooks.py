"""Registration only. The records stand in the menu with the other things that stories name: articles/viewsets.py."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from .deletion_guard import refuse_to_delete_named
from .viewsets import ChecksMenuItem, TreatmentViewSet

hooks.register("before_delete_snippet", refuse_to_delete_named)


@hooks.register("register_reports_menu_item")
def register_checks():
    address = reverse(TreatmentViewSet().get_url_name("list"))
    return ChecksMenuItem(
        _("Treatments to check"), f"{address}?check=soon", name="treatments_to_check", icon_name="pick", order=760
    )
