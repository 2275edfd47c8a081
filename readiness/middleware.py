from django.urls import reverse

from . import refusals
from .gate import NotReady


class RefusalMiddleware:
    """No screen of the admin answers with an error page where the gate has closed: it says what keeps the page.

    Elsewhere only who asks for JSON is answered here. It stands behind the messages' middleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NotReady) and self.is_ours(request):
            return refusals.answer(request, exception)
        return None

    def is_ours(self, request):
        return request.path_info.startswith(reverse("wagtailadmin_home")) or not request.accepts("text/html")
