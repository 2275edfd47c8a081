from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import account

from . import webhooks
from .models import Webhook, WebhookDelivery


class AccountView(account.AccountView):
    """Wagtail's page, without its own switches for letters that notices/ writes now: there are no two truths."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if type(panel) is not account.NotificationsSettingsPanel]


@require_POST
@permission_required("notices.change_webhook")
def send_again(request, pk):
    """Send one delivery again, whatever has become of it."""
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
    webhooks.send_again(delivery, by=request.user)
    messages.success(
        request, _("It is on its way to “%(webhook)s” again. Look here in a moment.") % {"webhook": delivery.webhook}
    )
    return redirect(get_valid_next_url_from_request(request) or reverse("webhook_deliveries:index"))


@require_POST
@permission_required("notices.change_webhook")
def send_test(request, pk):
    """Send a webhook a message that means nothing, to see whether it arrives."""
    webhook = get_object_or_404(Webhook, pk=pk)
    delivery = webhooks.announce_test(webhook, request.user)
    messages.success(request, _("A test is on its way to “%(webhook)s”. Look here in a moment.") % {"webhook": webhook})
    return redirect("webhook_deliveries:inspect", delivery.pk)
