"""Where an address leads, as a browser would read it: through redirectors, and however its host is written."""

import re
from urllib.parse import parse_qsl, unquote

# A redirector that leads to a redirector that leads to another is as far as we follow.
DEEPEST = 3

# What browsers drop from an address before they read it (https://url.spec.whatwg.org/#url-parsing).
DROPPED = dict.fromkeys(map(ord, "\t\n\r"))
AROUND = "".join(map(chr, range(0x21)))  # control characters and the space

TO_A_HOST = re.compile(r"(?:https?:/*|//+)([^/?#]*)([^?#]*)\??([^#]*)#?(.*)", re.IGNORECASE | re.DOTALL)
BARE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#].*)?", re.DOTALL)
WITHIN = re.compile(r"https?:/{1,2}\S+", re.IGNORECASE)


def host_of(address):
    """Return the host of an address in lower-case ASCII ("xn--…" for other letters), or "" where it has none."""
    found = TO_A_HOST.fullmatch(_tidy(address))
    return _ascii(found[1]) if found else ""


def path_of(address):
    """Return the path of an address, with or without a host; "/" where it has none."""
    found = TO_A_HOST.fullmatch(_tidy(address))
    return (found[2] if found else _relative(_tidy(address))[0]) or "/"


def steps(address, deepest=DEEPEST):
    """Yield (host, names of the parameters) for an address and for every address that it carries within.

    Args:
        address: as somebody pasted it. One that is relative has no host, and may carry others all the same.
    """
    address = _tidy(address)
    found = TO_A_HOST.fullmatch(address)
    authority, path, query, fragment = found.groups() if found else ("", *_relative(address))
    parameters = parse_qsl(query, keep_blank_values=True)
    if found:
        yield _ascii(authority), {name for name, _value in parameters}
    if not deepest:
        return
    values = [value for part in (query, fragment) for _name, value in parse_qsl(part, keep_blank_values=True)]
    for carried in (*values, *WITHIN.findall(unquote(path)), *WITHIN.findall(unquote(fragment))):
        yield from steps(_as_address(carried), deepest - 1)


def _tidy(address):
    return address.strip(AROUND).translate(DROPPED).replace("\\", "/")


def _relative(address):
    before, _hash, fragment = address.partition("#")
    path, _mark, query = before.partition("?")
    return path, query, fragment


def _as_address(value):
    """A parameter's value; redirectors take addresses encoded twice, and without their beginning."""
    value = _tidy(value)
    if not TO_A_HOST.match(value):
        value = _tidy(unquote(value))
    return f"//{value}" if BARE_HOST.fullmatch(value) else value


def _ascii(authority):
    host = unquote(re.sub(r":\d*$", "", authority.rpartition("@")[2])).lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:  # no host at all: nothing to compare with
            return ""
    return host.rstrip(".")
