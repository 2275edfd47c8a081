"""The site's own name is the one in BASE_URL, so that feeds, e-mails and search engines are given one address."""

from urllib.parse import urlsplit

from django.apps import apps as installed_apps
from django.conf import settings
from django.db.models.signals import post_migrate

from wagtail.models import Site


def host_and_port():
    """The host and port of BASE_URL. Wagtail reads https from port 443."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return address.hostname, address.port or (443 if address.scheme == "https" else 80)


def connect(app_config):
    """Let the default site follow BASE_URL at every `migrate`."""
    post_migrate.connect(_follow_base_url, sender=app_config, dispatch_uid="home.site_address")


def _follow_base_url(apps=installed_apps, **kwargs):
    if "site" not in apps.all_models["wagtailcore"]:
        return  # only some apps were migrated: there are no sites yet
    for site in Site.objects.filter(is_default_site=True):
        if (site.hostname, site.port) != host_and_port():
            site.hostname, site.port = host_and_port()
            site.save()  # not update(): saving clears Wagtail's cached addresses
