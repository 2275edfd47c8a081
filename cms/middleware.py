"""Headers that every response carries. Reader pages get the strict policy, the Wagtail admin a wider one."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

from django.urls import reverse
from django.utils.cache import patch_cache_control

# Wagtail 8.0's admin runs inline scripts and its rich text editor sets inline styles: measured in the
# browser, both need 'unsafe-inline'. Everything else stays shut. See docs/decisions/.
ADMIN_DIRECTIVES = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
}


class SecurityHeadersMiddleware(CSPMiddleware):
    """django-csp with two policies by path, and what else Django has no setting for.

    Pages about somebody's account are never stored, by no browser and no cache on the way.
    """

    def get_policy_parts(self, request, response, report_only=False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = ADMIN_DIRECTIVES
        return parts

    def process_response(self, request, response):
        response = super().process_response(request, response)
        if request.path_info.startswith(reverse("account")):
            patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        )
        return response
