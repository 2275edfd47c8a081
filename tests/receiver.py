"""The other end of a webhook: a server on this machine that answers as it is told, and gives up after a moment."""

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field

LONGEST = 10  # seconds that any one connection may take, whatever happens


@dataclass
class Receiver:
    """`answer` is sent byte for byte; None: nothing is. `requests` are what came in, byte for byte."""

    port: int
    answer: bytes | None = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    drip: float = 0  # seconds between two bytes of the answer
    requests: list[bytes] = field(default_factory=list)

    def url(self, host="127.0.0.1", scheme="http"):
        return f"{scheme}://{host}:{self.port}/hook?for=desk"


@contextlib.contextmanager
def receiver(tls: ssl.SSLContext | None = None):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        made = Receiver(server.getsockname()[1])
        over = threading.Event()
        thread = threading.Thread(target=serve, args=(server, made, over, tls), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            over.set()
            thread.join(LONGEST)


def serve(server, made, over, tls):
    while not over.is_set():
        with contextlib.suppress(OSError):  # nobody came, or whoever came left
            connection, _address = server.accept()
            with connection:
                connection.settimeout(LONGEST)
                talk(tls.wrap_socket(connection, server_side=True) if tls else connection, made, over)


def talk(connection, made, over):
    made.requests.append(whole_request(connection))
    if made.answer is None:
        connection.recv(1)  # until the caller gives up
    elif made.drip:
        for byte in made.answer:
            connection.sendall(bytes([byte]))
            if over.wait(made.drip):
                return
    else:
        connection.sendall(made.answer)
    connection.close()


def whole_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += more_from(connection)
    head, _gap, body = data.partition(b"\r\n\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    length = int(headers.get(b"content-length", 0))
    while len(body) < length:
        body += more_from(connection)
    return head + b"\r\n\r\n" + body


def more_from(connection):
    if data := connection.recv(65536):
        return data
    raise ConnectionError("The other end left in the middle of its request.")
