from wagtail.snippets.views.snippets import SnippetViewSet

from .models import AffiliateHost


class AffiliateHostViewSet(SnippetViewSet):
    model = AffiliateHost
    icon = "link"
    list_display = ["host", "network", "parameter", "is_active"]
    list_filter = ["is_active", "network"]
