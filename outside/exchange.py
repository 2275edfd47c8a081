"""Going out to other machines. The other end is hostile in everything: its name, its answer, its pace.

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

GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that IANA gives out (RFC 4291, section 2.4)
TUNNELS = [ipaddress.ip_network(net) for net in ("2001::/32", "2002::/16")]  # Teredo and 6to4 carry an IPv4 address


class Refused(Exception):
    """Nothing of ours goes there. The text says why, for people."""


@dataclass(frozen=True)
class Target:
    """An address taken apart. `host` is in ASCII."""

    is_secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Reply:
    """What came back. `location` is where it redirects to, else empty; `body` is the beginning of it."""

    status: int
    location: str
    body: bytes


def private_targets_allowed():
    """Only in development and tests: addresses within the own network, and http:// where it is else refused."""
    return getattr(settings, "ALLOW_PRIVATE_TARGETS", False)


def parsed(url, *, unsecured=False):
    """Return the Target of an address.

    Args:
        unsecured: whether http:// will do: what is only read, and sent nothing.

    Raises:
        Refused: it is no web address, or not a secure one.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:  # UnicodeError is one
        raise Refused(_("This is not a web address.")) from error
    if not host:
        raise Refused(_("This is not a web address."))
    if parts.scheme != "https" and not (parts.scheme == "http" and (unsecured or private_targets_allowed())):
        raise Refused(_("Only https:// addresses are allowed."))
    if parts.username is not None or parts.password is not None:
        raise Refused(_("Leave the name and password out of the address."))
    is_secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_secure, host, port or (443 if is_secure else 80), iri_to_uri(path))


def exchanged(method, target, deadline, *, headers, body=None, read_at_most):
    """Send a request to the address that was checked; return the Reply.

    Args:
        deadline: when all of it is over: name, connection, TLS, request, answer. A time of time.monotonic().
        read_at_most: how many bytes of the answer are read.

    Raises:
        one of FAILURES.
    """
    kind = http.client.HTTPSConnection if target.is_secure else http.client.HTTPConnection
    connection = kind(target.host, target.port)
    connection.auto_open = 0  # never by the name, which may lead elsewhere a second time
    with connected(target, deadline) as sock:
        connection.sock = TimedSocket(sock, deadline)
        connection.request(method, target.path, body, headers)
        response = connection.getresponse()
        return Reply(response.status, response.getheader("Location") or "", response.read(read_at_most))


FAILURES = (Refused, OSError, http.client.HTTPException, ValueError)  # TimeoutError and SSLError are OSErrors


def in_words(failure, seconds):
    """Why an exchange failed, one sentence."""
    if isinstance(failure, Refused):
        return str(failure)
    if isinstance(failure, TimeoutError):
        return _("There was no complete answer within %(seconds)d seconds.") % {"seconds": seconds}
    if isinstance(failure, ssl.SSLError):
        return _("There was no secure connection: %(problem)s.") % {"problem": failure.reason or failure}
    return _("The exchange failed: %(problem)s.") % {"problem": failure or type(failure).__name__}


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
