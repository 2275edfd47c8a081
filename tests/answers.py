"""What an answer gives away, and where it may not send anybody."""

import re
from unittest.mock import patch

from django.contrib.auth.hashers import get_hasher

HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example/",
    "\t//evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
]


def passwords_hashed(act):
    """How often a password is hashed, the slow part of a log-in, while act() runs."""
    hasher = type(get_hasher())
    with patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode:
        act()
    return encode.call_count


def without_what_differs(response):
    """The answer's status, target and text, less the random token and the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|[\w.]+@example\.org', "", response.content.decode())
    return response.status_code, response.headers.get("Location"), text
