"""No line of a log has a key in full: neither ours nor nginx's."""

import json
import logging
import re
from pathlib import Path

import pytest

from django.conf import settings
from django.test import RequestFactory
from django.urls import get_resolver

from cms.log_lines import KEY, ROOMS, ForMachines, WithoutKeys

CONFIGURATION = Path(__file__).resolve().parents[1] / "deploy" / "nginx.conf"
KEYS = {"key", "submission", "token", "uidb36", "uidb64"}  # as the patterns of addresses call them


def addresses(patterns, before=""):
    for each in patterns:
        address = before + str(each.pattern).removeprefix("^")
        if hasattr(each, "url_patterns"):
            yield from addresses(each.url_patterns, address)
        else:
            yield address, each.pattern.converters or each.pattern.regex.groupindex


def test_every_address_with_a_key_is_known():
    with_keys = [address for address, names in addresses(get_resolver().url_patterns) if KEYS & set(names)]
    assert len(with_keys) > 10
    for address in with_keys:
        start = re.split(r"[<(]", address)[0]
        assert start.strip("/") in ROOMS, address


def test_nginx_has_the_same_list():
    assert f"(?:{'|'.join(ROOMS)})" in CONFIGURATION.read_text()


def record(message, *args, **extra):
    made = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    vars(made).update({"request_id": "0123456789abcdef"} | extra)
    return made


@pytest.mark.parametrize("room", ROOMS)
def test_a_key_is_not_written_down(room):
    line = WithoutKeys().format(record("Not Found: %s", f"/{room}/MQ-abc:def_1.5/photo.jpg"))
    assert line == f"Not Found: /{room}/…"


def test_lines_for_machines_hide_it_wherever_it_stands():
    options = {name: value for name, value in settings.LOGGING["formatters"]["json"].items() if name != "()"}
    request = RequestFactory().get("/calendar/secret.ics")
    line = json.loads(ForMachines(**options).format(record("Not Found: %s", request.path, request=request)))
    assert line["message"] == "Not Found: /calendar/…"
    assert "secret" not in str(line)


@pytest.mark.parametrize("line", ["Not Found: /comments/12/", "Gone: /stories/calendar/", "GET /admin/calendar"])
def test_other_addresses_stay_as_they_are(line):
    assert not KEY.search(line)
