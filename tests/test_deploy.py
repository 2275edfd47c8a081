"""The files that other machines are set up with: they name what there is."""

import re
from pathlib import Path

import pytest
import yaml

from planning import clock

REPOSITORY = Path(__file__).resolve().parents[1]
OTHERS = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "ROOT_ACCESS_KEY", "ROOT_SECRET_KEY"}  # of other images


@pytest.fixture
def compose():
    return yaml.safe_load((REPOSITORY / "compose.yaml").read_text())


def variables_in(example):
    return set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))


def test_every_variable_of_the_containers_is_explained(compose):
    known = variables_in((REPOSITORY / ".env.example").read_text())
    for service in compose["services"].values():
        assert set(service.get("environment", {})) <= known | OTHERS
    asked = set(re.findall(r"\$\{(\w+)", (REPOSITORY / "compose.yaml").read_text()))
    assert asked <= known


def test_every_variable_that_is_read_is_explained():
    known = variables_in((REPOSITORY / ".env.example").read_text())
    code = "\n".join(path.read_text() for path in [*(REPOSITORY / "cms" / "settings").glob("*.py")])
    code += (REPOSITORY / "cms" / "server.py").read_text().replace("given(", "env(")
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*["']([A-Z][A-Z0-9_]+)["']""", code))
    assert read - {"EXIFTOOL"} <= known


def test_services_and_ports_fit_together(compose):
    services = compose["services"]
    assert {"web1", "web2", "worker", "prepare", "database", "cache", "store", "nginx"} == set(services)
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (REPOSITORY / source).is_file()
    urls = [value for value in services["web1"]["environment"].values() if "://" in value]
    assert {re.search(r"(?://|@)(\w+):\d+", url)[1] for url in urls} == {"database", "cache", "store"}
    conf = (REPOSITORY / "deploy" / "nginx.conf").read_text()
    assert set(re.findall(r"server (\w+):8000", conf)) == {"web1", "web2"}
    assert services["nginx"]["ports"] == ["8080:8080"]
    assert "listen 8080;" in conf


def test_a_worker_that_stands_still_is_not_healthy(compose):
    assert f"/var/house/{clock.LAST_ROUND} " in compose["services"]["worker"]["healthcheck"]["test"][1]
    assert "VAR_DIR=/var/house" in (REPOSITORY / "Dockerfile").read_text()


def test_our_containers_write_nowhere_else_and_have_no_rights(compose):
    for name in ("web1", "web2", "worker", "prepare"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    dockerfile = (REPOSITORY / "Dockerfile").read_text()
    assert re.search(r"^USER 10001$", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile


def test_no_secret_and_no_data_gets_into_the_image():
    left_out = set((REPOSITORY / ".dockerignore").read_text().split())
    assert {".env", "var", ".git", ".venv", "tests"} <= left_out
