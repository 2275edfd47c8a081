from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import AffiliateHost


class AffiliateHostViewSet(SnippetViewSet):
    model = AffiliateHost
    icon = "link"
    list_display = ["host", "network", "parameter", BooleanColumn("is_active", label=_("In use"))]
    list_filter = ["is_active", "network"]
