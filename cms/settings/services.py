"""Services that one address names each, as Django's settings want them: STORAGE_URL, CDN_URL, SEARCH_URL."""

from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ENGINES = ("elasticsearch7", "elasticsearch8", "elasticsearch9", "opensearch2", "opensearch3")


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
