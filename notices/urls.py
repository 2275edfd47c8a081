"""What comes before Wagtail's own patterns for the same address."""

from django.urls import path
from django.views.decorators.cache import never_cache

from wagtail.admin.auth import require_admin_access

from .views import AccountView

urlpatterns = [path("admin/account/", never_cache(require_admin_access(AccountView.as_view())))]
