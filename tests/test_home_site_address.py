import pytest

from django.core.management import call_command

from wagtail.models import Site

from home.site_address import host_and_port
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://magazine.example", ("magazine.example", 443)),
        ("http://magazine.example/", ("magazine.example", 80)),
        ("http://127.0.0.1:8012", ("127.0.0.1", 8012)),
    ],
)
def test_base_url_gives_host_and_port(settings, base_url, expected):
    settings.WAGTAILADMIN_BASE_URL = base_url
    assert host_and_port() == expected


def test_every_migrate_gives_the_site_the_address_of_base_url(settings):
    story = factories.article("The serum")
    settings.WAGTAILADMIN_BASE_URL = "https://magazine.example"
    call_command("migrate", verbosity=0)
    assert Site.objects.get().root_url == "https://magazine.example"
    assert story.full_url == f"https://magazine.example/stories/{story.slug}/"
