"""Registration only; the panels are in panels.py, the screens in viewsets.py."""

from wagtail import hooks

from .panels import LettersPanel, MarginNotesPanel
from .viewsets import DeliveryViewSet, WebhookViewSet

hooks.register("register_account_settings_panel", LettersPanel)
hooks.register("register_account_settings_panel", MarginNotesPanel)


@hooks.register("register_admin_viewset")
def register_webhooks():
    return [DeliveryViewSet(), WebhookViewSet()]
