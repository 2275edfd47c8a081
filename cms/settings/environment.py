"""What the environment says, and services that one address names each, as Django's settings want them."""

from urllib.parse import parse_qsl, unquote, urlsplit

import environ

from django.core.exceptions import ImproperlyConfigured

DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
EXAMPLES = {
    "BASE_URL": "https://magazine.example (with https, on port 443 only)",
    "CACHE_URL": "redis://host:6379/1",
    "DATABASE_URL": "postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "PAGE_CACHE_URL": "redis://host:6379/2",
}
ENGINES = ("elasticsearch7", "elasticsearch8", "elasticsearch9", "opensearch2", "opensearch3")


class Environment(environ.Env):
    """Raises ImproperlyConfigured with the name of what is not understood, not with what it is: that may be secret."""

    def number(self, name, default):
        return understood(name, "12", lambda: self.int(name, default=default))

    def one_of(self, name, *choices):
        """The first of the choices without it."""
        value = self(name, default=choices[0])
        return understood(name, " or ".join(choices), lambda: choices[choices.index(value)])

    def at(self, name, read, default):
        """What `read` makes of an address."""
        value = self(name, default=default)
        return understood(name, EXAMPLES[name], lambda: read(value))


def understood(name, example, read):
    try:
        return read()
    except (ImproperlyConfigured, LookupError, ValueError):
        raise ImproperlyConfigured(f"{name} is not understood. It looks like this: {example}") from None


def database_at(url):
    """Where the data is. Raises ValueError for what is no database, or none that the house knows."""
    config = environ.Env.db_url_config(url)
    if config.get("ENGINE") not in DATABASES:
        raise ValueError
    return config


def site_at(url):
    """The site's own address, as browsers say it. Raises ValueError for what Wagtail could not say.

    Wagtail writes https for port 443 alone: on another one, canonical addresses, feeds and robots.txt would have http.
    """
    parts = urlsplit(url)
    port = parts.port
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError
    if parts.scheme == "https" and port not in {None, 443}:
        raise ValueError
    usual = ":443" if parts.scheme == "https" else ":80"
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"


def storages_at(url):
    """Both stores of files in a bucket: s3://key:secret@host/bucket, or s3+http:// for one on this machine.

    Nothing in the bucket is public: what readers may see, the house hands out itself, at /media/.
    """
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in {"s3", "s3+http"} or not parts.hostname or not bucket or "/" in bucket:
        raise ImproperlyConfigured("STORAGE_URL is not of the form s3://key:secret@host/bucket?region=…")
    host = parts.netloc.rpartition("@")[2]
    options = {
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
        "access_key": unquote(parts.username or "") or None,  # without one, as the machine's role has it
        "secret_key": unquote(parts.password or "") or None,
        "region_name": dict(parse_qsl(parts.query)).get("region"),
        "default_acl": None,  # the bucket's own: private
        "file_overwrite": False,
        "addressing_style": "path",
        "signature_version": "s3v4",
    }
    return {
        "default": {"BACKEND": "cms.storages.MediaBucket", "OPTIONS": options | {"location": "media"}},
        "private": {"BACKEND": "cms.storages.PrivateBucket", "OPTIONS": options | {"location": "private"}},
    }


def cdn_at(url):
    """Where Wagtail has things forgotten: cloudflare://token@zone, cloudfront://distribution, or what takes PURGE."""
    parts = urlsplit(url)
    backends = "wagtail.contrib.frontend_cache.backends"
    match parts.scheme:
        case "cloudflare":
            token, _at, zone = parts.netloc.rpartition("@")
            return {"BACKEND": f"{backends}.CloudflareBackend", "BEARER_TOKEN": unquote(token), "ZONEID": zone}
        case "cloudfront":
            return {"BACKEND": f"{backends}.CloudfrontBackend", "DISTRIBUTION_ID": parts.netloc}
        case "http" | "https":
            return {"BACKEND": f"{backends}.HTTPBackend", "LOCATION": url}
    raise ImproperlyConfigured("CDN_URL begins with cloudflare://, cloudfront://, http:// or https://")


def search_at(url):
    """Wagtail's search in another service: elasticsearch9+https://user:password@host:9200/index, or opensearch3+…"""
    engine, _plus, rest = url.partition("+")
    parts = urlsplit(rest)
    if engine not in ENGINES or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"SEARCH_URL begins with one of {', '.join(ENGINES)}, then +https://host:port/index")
    return {
        "BACKEND": f"wagtail.search.backends.{engine}",
        "URLS": [f"{parts.scheme}://{parts.netloc}"],
        "INDEX_PREFIX": f"{parts.path.strip('/') or 'beautydesk'}_",
        "TIMEOUT": 5,
    }
