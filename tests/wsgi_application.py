"""What tests/test_cms_server.py serves: an application that shows what the server makes of WSGI."""

import json
import os

GATE = os.environ.get("GATE", "")  # a pipe; whoever asks for /slow waits until somebody opens its other end


def application(environ, start_response):
    if environ["PATH_INFO"] == "/unchanged":
        start_response("304 Not Modified", [("ETag", '"a"')])
        return []
    if environ["PATH_INFO"] == "/slow":
        with open(f"{GATE}.reached", "w"), open(GATE) as gate:
            gate.read()
    known = {name: value for name, value in environ.items() if isinstance(value, str)}
    body = json.dumps(known | {"pid": os.getpid(), "sent": len(environ["wsgi.input"].read())}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
