"""Where webhooks may go, and that nothing the other end does holds up the worker."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notices import targets
from notices.targets import check, post
from outside import exchange
from outside.exchange import Refused, Target, is_public, parsed
from tests.receiver import receiver

PRIVATE = [
    "0.0.0.0",  # noqa: S104 - nothing listens there
    "10.1.2.3",
    "100.64.0.1",  # between a provider and its customers (CGNAT)
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",  # where clouds keep a machine's credentials
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",  # a public one in disguise: nobody needs it
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",  # Teredo
    "2001:db8::1",
    "2002:7f00:1::",  # 6to4 for 127.0.0.1
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.fixture
def private_allowed(settings):
    settings.ALLOW_PRIVATE_TARGETS = True


@pytest.fixture
def names(monkeypatch):
    """names["hooks.example.org"] = ["93.184.215.14"]: what the name server says, and how often it was asked."""
    known = {"asked": []}

    def look_up(host, port, **kwargs):
        known["asked"].append(host)
        found = known.get(host) or [host]
        if isinstance(found, Exception):
            raise found
        return [
            (socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found
        ]

    monkeypatch.setattr(exchange.socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def here(private_allowed):
    with receiver() as made:
        yield made


def send(url, **headers):
    return post(url, b'{"event": "test"}', {"Content-Type": "application/json"} | headers)


# Addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_within_networks_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"])
def test_addresses_that_anybody_can_reach_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_a_network_is_refused(names, address):
    names["hooks.example.org"] = [address]
    with pytest.raises(Refused, match="not on the public internet"):
        check("https://hooks.example.org/")


def test_a_name_that_leads_to_one_public_and_one_private_address_is_refused(names):
    names["hooks.example.org"] = ["93.184.215.14", "127.0.0.1"]
    with pytest.raises(Refused, match=r"hooks\.example\.org leads to 127\.0\.0\.1"):
        check("https://hooks.example.org/")


def test_a_public_name_passes(names):
    names["hooks.example.org"] = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    check("https://hooks.example.org/services/T0/B0?x=1")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "127.1", "[::1]", "localhost"])
def test_this_machine_is_refused_however_it_is_written(host):
    with pytest.raises(Refused, match=r"not on the public internet|cannot be found"):
        check(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example.org/", "Only https"),
        ("ftp://hooks.example.org/", "Only https"),
        ("file:///etc/passwd", "not a web address"),
        ("gopher://hooks.example.org/", "Only https"),
        ("https://", "not a web address"),
        ("https:///hook", "not a web address"),
        ("hooks.example.org", "not a web address"),
        ("https://name:word@hooks.example.org/", "name and password"),
        ("https://hooks.example.org:99999/", "not a web address"),
        ("https://hooks.example.org:port/", "not a web address"),
        ("https://[::1/", "not a web address"),
        ("https://" + "a" * 70 + ".example.org/", "not a web address"),
    ],
)
def test_what_is_no_secure_web_address_is_refused(names, url, reason):
    with pytest.raises(Refused, match=reason):
        check(url)
    assert names["asked"] == []


def test_an_address_is_taken_apart():
    target = parsed("https://häuser.example:8443/a/ü?b=ö#c")
    assert target == Target(True, "xn--huser-gra.example", 8443, "/a/%C3%BC?b=%C3%B6")
    assert parsed("https://hooks.example.org").path == "/"


def test_a_name_that_nobody_knows_is_refused(names):
    names["hooks.example.org"] = socket.gaierror("Name or service not known")
    with pytest.raises(Refused, match="cannot be found"):
        check("https://hooks.example.org/")


def test_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(targets, "SECONDS", 0.05)
    answered = []
    monkeypatch.setattr(exchange.socket, "getaddrinfo", lambda *args, **kwargs: answered.append(hold.wait(5)) or [])
    hold = exchange.threading.Event()
    try:
        with pytest.raises(Refused, match="could not be looked up in time"):
            check("https://hooks.example.org/")
        assert answered == []
    finally:
        hold.set()


# The exchange -------------------------------------------------------------------------------------


def test_a_message_arrives_as_it_was_sent(here):
    answer = send(here.url(), **{"X-Beauty-Desk-Event": "test"})
    assert (answer.status, answer.text, answer.error) == (200, "ok", "")
    assert answer.is_success
    head, body = here.requests[0].split(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /hook?for=desk HTTP/1.1"
    assert f"Host: 127.0.0.1:{here.port}" in lines
    assert "X-Beauty-Desk-Event: test" in lines
    assert body == b'{"event": "test"}'


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_an_error_is_reported_with_what_the_other_end_says(here, status):
    here.answer = f"HTTP/1.1 {status} No\r\nContent-Length: 13\r\n\r\ninvalid_token".encode()
    answer = send(here.url())
    assert (answer.status, answer.text) == (status, "invalid_token")
    assert str(status) in answer.error
    assert not answer.is_success
    assert not answer.is_silent


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(here, status):
    with receiver() as elsewhere:
        here.answer = f"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.url()}\r\nContent-Length: 0\r\n\r\n".encode()
        answer = send(here.url())
        assert elsewhere.requests == []
    assert answer.status == status
    assert "Redirects are not followed" in answer.error


def test_an_endless_answer_is_read_only_in_part(here):
    here.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000
    answer = send(here.url())
    assert answer.is_success
    assert answer.text == "x" * targets.READ_AT_MOST


def test_an_answer_in_any_bytes_is_text(here):
    here.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\xff\xfe\x00!"
    assert send(here.url()).text == "��\x00!"


@pytest.mark.parametrize(
    "words", [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000]
)
def test_what_is_no_answer_is_a_failure(here, words):
    here.answer = words
    answer = send(here.url())
    assert answer.is_silent
    assert answer.error.startswith("The exchange failed")


@pytest.mark.parametrize("drip", [0.02, 0])
def test_an_answer_that_does_not_come_or_comes_in_drops_is_given_up(here, monkeypatch, drip):
    monkeypatch.setattr(targets, "SECONDS", 0.3)
    here.drip = drip
    here.answer = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 10_000 if drip else None
    answer = send(here.url())
    assert answer.is_silent
    assert "no complete answer" in answer.error


def test_a_port_where_nobody_listens_is_a_failure(private_allowed):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = send(f"http://127.0.0.1:{port}/")
    assert answer.is_silent
    assert "refused" in answer.error.lower()


def test_nothing_is_sent_to_a_private_address():
    with receiver() as made:
        answer = send(made.url(scheme="https"))
        assert made.requests == []
    assert answer.error == "127.0.0.1 leads to 127.0.0.1, which is not on the public internet."


def test_a_name_that_leads_elsewhere_after_it_was_checked_is_checked_again(names):
    """DNS rebinding: public when the webhook is saved, this machine when it is called."""
    names["hooks.example.org"] = ["93.184.215.14"]
    check("https://hooks.example.org/")
    names["hooks.example.org"] = ["127.0.0.1"]
    with receiver() as made:
        answer = send(made.url("hooks.example.org", "https"))
        assert made.requests == []
    assert "hooks.example.org leads to 127.0.0.1" in answer.error


def test_the_connection_goes_to_the_address_that_was_checked_and_nobody_asks_twice(names, here):
    names["hooks.example.org"] = ["127.0.0.1"]
    assert send(here.url("hooks.example.org")).is_success
    assert names["asked"] == ["hooks.example.org"]
    assert f"Host: hooks.example.org:{here.port}".encode() in here.requests[0]


def test_a_second_address_is_tried_where_the_first_does_not_answer(names, here):
    names["hooks.example.org"] = ["127.0.0.2", "127.0.0.1"]
    assert send(here.url("hooks.example.org")).is_success


# TLS ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for hooks.example.org that nobody vouches for. Yields the path of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "hooks.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(certificate, private_allowed, names):
    names["hooks.example.org"] = names["other.example.org"] = ["127.0.0.1"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiver(context) as made:
        yield made


def test_a_certificate_is_checked_against_the_name_although_the_address_is_pinned(secure, certificate, monkeypatch):
    monkeypatch.setattr(exchange, "tls_context", lambda: ssl.create_default_context(cafile=certificate))
    assert send(secure.url("hooks.example.org", "https")).is_success
    assert "no secure connection" in send(secure.url("other.example.org", "https")).error
    assert len(secure.requests) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(secure):
    answer = send(secure.url("hooks.example.org", "https"))
    assert answer.is_silent
    assert "CERTIFICATE_VERIFY_FAILED" in answer.error
    assert secure.requests == []
