"""A number for each request, in every log line about it and in its answer, so that a fault can be told and found."""

import re
import uuid
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpResponseServerError
from django.template.loader import render_to_string

from .page_memory import HANDED_OVER

HEADER = "X-Request-ID"
PROXYS = re.compile(r"[\w-]{8,64}", re.ASCII)

request_id = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """The proxy's number where one of ours stands in front, else a new one: what visitors send is not believed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        request.number = given if PROXYS.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(request.number)
        try:
            response = self.get_response(request)
            if HANDED_OVER not in request.META:  # a kept page goes to many
                response.headers[HEADER] = request.number
            return response
        finally:
            request_id.reset(token)


class WithRequestId:
    """A filter for logging: each record says to which request it belongs."""

    def filter(self, record):
        # Django logs what it did not find when all middleware is through.
        record.request_id = request_id.get() or getattr(getattr(record, "request", None), "number", "")
        return True


def server_error(request):
    """The page for a fault of ours, with the number to tell. Nothing else is asked: the fault may be anywhere."""
    return HttpResponseServerError(render_to_string("500.html", {"request_id": request_id.get()}))
