# The magazine's one image: web server, worker and commands. compose.yaml shows how it is run.

FROM python:3.11-slim-trixie AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --require-hashes --requirement requirements.txt

FROM python:3.11-slim-trixie
# For `manage.py backup` and `restore` on PostgreSQL. Debian 13 has the client of version 17, as compose.yaml the server:
# pg_dump takes no server that is newer than itself.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin house \
    && mkdir --parents /var/house/static /var/house/pages && chown --recursive house /var/house
COPY --from=packages /venv /venv
WORKDIR /srv/beauty-desk
COPY . .
RUN /venv/bin/python -m compileall -q .
# Nothing is written but to VAR_DIR and /tmp, so the root file system can be read-only.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cms.settings.production \
    VAR_DIR=/var/house \
    BIND=0.0.0.0:8000
USER 10001
VOLUME /var/house
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/-/live/', timeout=4)"]
CMD ["python", "-m", "cms.server"]
