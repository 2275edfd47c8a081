"""deploy/nginx.conf as it stands in a folder of this machine, for tests and for the benchmark."""

import os
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
KINDS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configured(folder, port, web, **changes):
    """Write a whole configuration, with `pages`, `static` and `media` in the folder. Returns its path.

    Args:
        port: where nginx is to listen on 127.0.0.1.
        web: the port of the application.
        changes: what else stands otherwise here, {name: (given, here)}.
    """
    for name in ("pages", "static", "media", "temp"):
        (folder / name).mkdir(exist_ok=True)
    site = (DEPLOY / "nginx.conf").read_text()
    for given, here in [
        ("web1:8000", f"127.0.0.1:{web}"),
        ("web2:8000", f"localhost:{web} backup"),
        ("listen 8080;", f"listen 127.0.0.1:{port};"),
        ("/srv/var", str(folder)),
        ("/etc/nginx/page_headers.conf", str(DEPLOY / "page_headers.conf")),
        ("/etc/nginx/unavailable.html", str(DEPLOY / "unavailable.html")),
        ("# brotli_static on;", "brotli_static on;"),
        *changes.values(),
    ]:
        if given not in site:
            raise ValueError(f"deploy/nginx.conf has no {given}.")
        site = site.replace(given, here)
    temporary = "".join(f"{kind}_temp_path {folder}/temp/{kind};" for kind in KINDS)
    user = "user root;" if os.geteuid() == 0 else ""  # its workers would be somebody else, who may not read this
    configuration = folder / "whole.conf"
    configuration.write_text(
        f"load_module {BROTLI}; {user} worker_processes 1; pid {folder}/pid; events {{}}"
        f"http {{ {temporary} types {{ text/html html; text/css css; }}\n{site} }}"
    )
    return configuration
