from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail import hooks


@hooks.register("register_account_menu_item")
def logging_in(request):
    """Password, address and second factor are changed where readers change theirs."""
    return {
        "url": reverse("account"),
        "label": _("Logging in"),
        "help_text": _("Your e-mail address, password, second factor and passkeys."),
    }
