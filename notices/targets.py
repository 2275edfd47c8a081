"""Where webhooks may go, and the going there. The other end is hostile in everything: its name, its answer, its pace.

Python's own http.client, since nothing above it allows all three: the address that was checked is the one that is
connected to, the whole exchange has one time limit, and no redirect is followed.
"""

import http.client
import io
import ipaddress
import queue
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

SECONDS = 5.0  # for everything together: name, connection, TLS, request, answer
READ_AT_MOST = 2000  # bytes of an answer; 500 characters of it are kept

GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that IANA gives out (RFC 4291, section 2.4)
TUNNELS = [ipaddress.ip_network(net) for net in ("2001::/32", "2002::/16")]  # Teredo and 6to4 carry an IPv4 address


class Refused(Exception):
    """A webhook may not go there. The text says why, for people."""


@dataclass(frozen=True)
class Target:
    """An address taken apart. `host` is in ASCII."""

    is_secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Answer:
    """What came back, or why nothing did (`error`, a sentence). `text` is at most READ_AT_MOST bytes long."""

    status: int | None
    text: str
    error: str
    milliseconds: int

    @property
    def is_success(self):
        return not self.error

    @property
    def is_silent(self):
        """Whether nobody is there: trying the next event at once would take as long and bring as little."""
        return self.status is None


def private_targets_allowed():
    """Only in development and tests: http:// and addresses within the own network."""
    return getattr(settings, "WEBHOOKS_ALLOW_PRIVATE", False)


def check(url):
    """Raise Refused where a webhook may not go to this address, as it leads today. Asks the name server."""
    try:
        public_addresses(parsed(url), time.monotonic() + SECONDS)
    except TimeoutError as error:
        raise Refused(_("The name of this address could not be looked up in time. Try again later.")) from error


def parsed(url):
    """Return the Target of an address. Raises Refused for what is no web address, or not a secure one."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one
        raise Refused(_("This is not a web address.")) from error
    if not host:
        raise Refused(_("This is not a web address."))
    if parts.scheme != "https" and not (parts.scheme == "http" and private_targets_allowed()):
        raise Refused(_("Only https:// addresses are allowed."))
    if parts.username is not None or parts.password is not None:
        raise Refused(_("Leave the name and password out of the address. The signature says who is calling."))
    is_secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_secure, host, port or (443 if is_secure else 80), iri_to_uri(path))


def public_addresses(target, deadline):
    """Look a target up once. Returns (family, socket address) pairs, all of them public.

    Raises Refused where there is none, or a single one is not public: an honest name does not lead to both.
    """
    found = looked_up(target.host, target.port, deadline)
    if not private_targets_allowed():
        for _family, address in found:
            if not is_public(address[0]):
                raise Refused(
                    _("%(host)s leads to %(address)s, which is not on the public internet.")
                    % {"host": target.host, "address": address[0]}
                )
    return found


def looked_up(host, port, deadline):
    """socket.getaddrinfo with a time limit, which it has none of its own. Raises Refused or TimeoutError."""
    answers = queue.SimpleQueue()

    def look_up():
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answers.get(timeout=seconds_until(deadline))
    except queue.Empty:
        raise TimeoutError from None
    if not found:
        raise Refused(_("%(host)s cannot be found.") % {"host": host})
    return [(family, address) for family, _type, _protocol, _name, address in found]


def is_public(address):
    """Whether an IP address is anybody's to reach. Allows what is known to be public, and nothing else."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    return ip in GLOBAL_UNICAST and ip.is_global and not any(ip in net for net in TUNNELS)


def post(url, body, headers):
    """Post `body` (bytes) and return the Answer. Raises nothing, whatever the other end does."""
    began = time.monotonic()
    status, text, error = None, "", ""
    try:
        status, text = exchanged(url, body, headers, began + SECONDS)
        error = problem_with(status)
    except Refused as refused:
        error = str(refused)
    except TimeoutError:
        error = _("There was no complete answer within %(seconds)d seconds.") % {"seconds": SECONDS}
    except ssl.SSLError as problem:
        error = _("There was no secure connection: %(problem)s.") % {"problem": problem.reason or problem}
    except (OSError, http.client.HTTPException, ValueError) as problem:
        error = _("The exchange failed: %(problem)s.") % {"problem": problem or type(problem).__name__}
    return Answer(status, text, error, round((time.monotonic() - began) * 1000))


def problem_with(status):
    if 300 <= status < 400:
        return _("It answered with a redirect (%(status)d). Redirects are not followed: enter the final address.") % {
            "status": status
        }
    return "" if 200 <= status < 300 else _("It answered with the error %(status)d.") % {"status": status}


def exchanged(url, body, headers, deadline):
    """Send the request to the address that was checked; return the status and the beginning of the answer."""
    target = parsed(url)
    kind = http.client.HTTPSConnection if target.is_secure else http.client.HTTPConnection
    connection = kind(target.host, target.port)
    connection.auto_open = 0  # never by the name, which may lead elsewhere a second time
    with connected(target, deadline) as sock:
        connection.sock = TimedSocket(sock, deadline)
        connection.request("POST", target.path, body, headers)
        response = connection.getresponse()
        return response.status, response.read(READ_AT_MOST).decode("utf-8", "replace")


def connected(target, deadline):
    """A connected socket, secured where the target is."""
    sock = first_connected(public_addresses(target, deadline), deadline)
    if not target.is_secure:
        return sock
    try:
        sock.settimeout(seconds_until(deadline))
        return tls_context().wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise


def first_connected(addresses, deadline):
    problem: OSError = TimeoutError()
    for family, address in addresses:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(seconds_until(deadline))
            sock.connect(address)
        except OSError as error:
            sock.close()
            problem = error
        else:
            return sock
    raise problem


def tls_context():
    return ssl.create_default_context()


def seconds_until(deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class TimedSocket:
    """What http.client needs of a socket, with one deadline for all of it.

    A socket's own timeout starts anew with every byte, so that an answer could drip in for hours.
    """

    def __init__(self, sock, deadline):
        self.sock = sock
        self.deadline = deadline

    def sendall(self, data):
        self.sock.settimeout(seconds_until(self.deadline))
        self.sock.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(TimedReader(self.sock, self.deadline))

    def close(self):
        """http.client closes before it has read the answer; `exchanged` closes in the end."""


class TimedReader(io.RawIOBase):
    def __init__(self, sock, deadline):
        self.sock = sock
        self.deadline = deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self.sock.settimeout(seconds_until(self.deadline))
        return self.sock.recv_into(buffer)
