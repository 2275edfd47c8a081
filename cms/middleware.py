"""Headers that every response carries, and smaller pages. Reader pages get the strict policy, the admin a wider one."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

from django.conf import settings
from django.http.request import split_domain_port
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import override

from wagtail.models import Site

from accounts.house_rows import is_for_everybody, once

from .front_cache import KINDS, is_somebody

# Where Wagtail 8.0's admin needs more than readers get, and no more: measured in Chromium, and held there by
# tests/browser/test_content_security_policy.py. Its widgets start from inline <script> elements, its rich text editor
# writes inline <style> elements, new photos are shown from memory (blob:), and the tool for focal points probes for
# touch screens with the handler "return;". Other handlers and all style attributes in markup stay shut.
ADMIN_DIRECTIVES = {
    "script-src": [SELF],
    "script-src-elem": [SELF, UNSAFE_INLINE],
    "script-src-attr": ["'unsafe-hashes'", "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"],
    "style-src": [SELF],
    "style-src-elem": [SELF, UNSAFE_INLINE],
    "style-src-attr": [NONE],
    "img-src": [SELF, "data:", "blob:"],
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


class MagazineLanguageMiddleware:
    """Readers get the language of the magazine, whoever was served before them, and previews show what readers get.

    Wagtail makes its preview amid a page of the admin, which speaks the language of a colleague.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with override(settings.LANGUAGE_CODE):
            return self.get_response(request)


def site_key(request):
    """What Wagtail chooses a site by."""
    return "site", split_domain_port(request.get_host())[0], request.get_port()


class KnownSiteMiddleware:
    """Tells the request of a page for everybody what Wagtail would look up: its site, and where each site begins."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_for_everybody():
            request._wagtail_site = once(site_key(request), lambda: Site.find_for_request(request))
            request._wagtail_cached_site_root_paths = once("site roots", Site.get_site_root_paths)
        return self.get_response(request)


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages and feeds for readers who are not logged in travel compressed: a fifth of their size.

    Whoever can have somebody's page asked for with words of their choice could guess at secrets in it by its compressed
    length (https://breachattack.com). These pages hold nobody's secrets, and Django adds a random length to each; what
    is made for one person is not compressed at all. Photos are compressed by nature.
    """

    def process_response(self, request, response):
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in KINDS or is_somebody(request) or response.cookies:
            return response
        return super().process_response(request, response)
