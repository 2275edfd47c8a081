from django.utils.translation import gettext_lazy as _

from wagtail.snippets.views.snippets import SnippetViewSet

from .models import ClaimPolicy


class ClaimPolicyViewSet(SnippetViewSet):
    model = ClaimPolicy
    icon = "glasses"
    menu_label = _("Claims in topics")
    menu_order = 120
    add_to_settings_menu = True
    list_display = ["topic", "get_strictness_display"]
    list_filter = ["strictness"]
