"""Services by their addresses, tried as a deployer would: production's settings in a process of their own."""

import json
from io import StringIO

import boto3
import pytest
from moto import mock_aws

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command

from cms.settings.environment import cdn_at, search_at, storages_at
from photos.leftovers import files_below
from tests import factories
from tests.test_security_production import SAMPLE, SHOW, production, python  # noqa: F401 - fixtures

STORE = "s3://key:se%2Fcret@s3.eu-west-1.amazonaws.com/house?region=eu-west-1"


@pytest.fixture
def bucket(settings):
    """Both stores of files in a bucket, which lives in this process."""
    with mock_aws():
        client = boto3.client("s3", region_name="eu-west-1", aws_access_key_id="key", aws_secret_access_key="secret")
        client.create_bucket(Bucket="house", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        settings.STORAGES = settings.STORAGES | storages_at(STORE)
        yield client


def test_without_addresses_everything_is_on_this_machine(production):  # noqa: F811
    settings = production()
    assert "FileSystemStorage" in settings["STORAGES"]["default"]["BACKEND"]
    assert "FileSystemStorage" in settings["STORAGES"]["private"]["BACKEND"]
    assert list(settings["WAGTAILFRONTENDCACHE"]) == ["front"]
    assert settings["WAGTAILSEARCH_BACKENDS"]["default"]["BACKEND"] == "wagtail.search.backends.database"
    assert settings["TASKS"]["default"]["BACKEND"] == "cms.queue.TaskQueue"


def test_each_part_is_switched_by_itself(production):  # noqa: F811
    assert production(STORAGE_URL=STORE)["STORAGES"]["private"]["BACKEND"] == "cms.storages.PrivateBucket"
    assert production(CDN_URL="cloudflare://t0ken@zone")["WAGTAILFRONTENDCACHE"].keys() == {"front", "cdn"}
    assert "immediate" in production(WORKER="immediate")["TASKS"]["default"]["BACKEND"]
    search = production(SEARCH_URL="opensearch3+https://search.example:9200/house")["WAGTAILSEARCH_BACKENDS"]
    assert search["default"]["BACKEND"] == "wagtail.search.backends.opensearch3"


def test_static_files_stay_where_the_web_server_finds_them(production):  # noqa: F811
    assert production(STORAGE_URL=STORE)["STORAGES"]["staticfiles"]["BACKEND"] == "cms.static_files.StaticFiles"


@pytest.mark.parametrize("url", ["s3://key:secret@host", "s3://host/bucket/folder", "file:///srv", "s3:///bucket"])
def test_a_store_that_is_not_one_stops_the_start(url):
    with pytest.raises(ImproperlyConfigured):
        storages_at(url)


def test_the_address_of_a_store_is_read_in_full():
    options = storages_at(STORE)["default"]["OPTIONS"]
    assert options["endpoint_url"] == "https://s3.eu-west-1.amazonaws.com"
    assert (options["access_key"], options["secret_key"]) == ("key", "se/cret")
    assert storages_at("s3+http://127.0.0.1:9000/b")["default"]["OPTIONS"]["endpoint_url"] == "http://127.0.0.1:9000"


def test_a_missing_bucket_is_made_once(bucket):
    bucket.delete_bucket(Bucket="house")
    for _each in range(2):
        call_command("create_bucket", stdout=StringIO())
    assert [each["Name"] for each in bucket.list_buckets()["Buckets"]] == ["house"]


def test_files_lie_in_the_bucket_apart_and_nothing_there_is_public(bucket):
    default_storage.save("images/one.jpg", ContentFile(b"picture"))
    storages["private"].save("masters/one.tif", ContentFile(b"master"))
    keys = {each["Key"] for each in bucket.list_objects_v2(Bucket="house")["Contents"]}
    assert keys == {"media/images/one.jpg", "private/masters/one.tif"}
    for key in keys:
        grants = bucket.get_object_acl(Bucket="house", Key=key)["Grants"]
        assert not any("AllUsers" in json.dumps(grant) for grant in grants)


def test_no_address_leads_to_a_master(bucket):
    with pytest.raises(ValueError, match="not accessible"):
        storages["private"].url("masters/one.tif")


def test_a_second_file_of_the_same_name_gets_another(bucket):
    names = {storages["private"].save("masters/one.tif", ContentFile(b"x")) for _each in range(2)}
    assert len(names) == 2


def test_files_are_listed_in_folders_as_on_a_disk(bucket):
    storages["private"].save("masters/2026/one.tif", ContentFile(b"x"))
    assert list(files_below(storages["private"], "masters")) == ["masters/2026/one.tif"]
    assert list(files_below(storages["private"], "nothing")) == []


@pytest.mark.django_db
def test_a_photo_goes_into_the_bucket_and_its_size_comes_out_of_the_house(bucket, client):
    rendition = factories.photo().get_rendition("width-32")
    assert rendition.url.startswith("/media/images/")
    response = client.get(rendition.url)
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"


@pytest.mark.django_db
def test_the_house_hands_out_no_original_from_the_bucket(bucket, client):
    photo = factories.photo()
    assert client.get(f"/media/{photo.file.name}").status_code == 404
    assert client.get("/media/images/none.jpg").status_code == 404
    assert client.get("/media/images/../../private/masters/one.tif").status_code == 404


def test_a_cdn_is_told_in_its_own_way():
    assert cdn_at("cloudflare://t0ken@zone") == {
        "BACKEND": "wagtail.contrib.frontend_cache.backends.CloudflareBackend",
        "BEARER_TOKEN": "t0ken",
        "ZONEID": "zone",
    }
    assert cdn_at("cloudfront://E123")["DISTRIBUTION_ID"] == "E123"
    assert cdn_at("http://varnish:6081")["LOCATION"] == "http://varnish:6081"
    with pytest.raises(ImproperlyConfigured):
        cdn_at("ftp://varnish")


def test_search_elsewhere_is_wagtails_own_with_an_index_of_its_own():
    assert search_at("elasticsearch9+https://u:p@search.example:9200/house") == {
        "BACKEND": "wagtail.search.backends.elasticsearch9",
        "URLS": ["https://u:p@search.example:9200"],
        "INDEX_PREFIX": "house_",
        "TIMEOUT": 5,
    }
    for url in ("https://search.example/house", "solr9+https://search.example", "opensearch3+search.example"):
        with pytest.raises(ImproperlyConfigured):
            search_at(url)


@pytest.fixture
def purged(settings, monkeypatch):
    """What a CDN is told to forget."""
    told = []
    monkeypatch.setattr(
        "wagtail.contrib.frontend_cache.backends.HTTPBackend.purge_batch", lambda self, urls: told.extend(urls)
    )
    settings.WAGTAILFRONTENDCACHE = settings.WAGTAILFRONTENDCACHE | {"cdn": cdn_at("http://varnish:6081")}
    return told


@pytest.mark.django_db
def test_a_cdn_forgets_a_size_that_was_deleted(purged):
    rendition = factories.photo().get_rendition("width-32")
    url = rendition.url
    rendition.delete()
    assert purged == [f"http://127.0.0.1:8000{url}"]


@pytest.mark.django_db
def test_no_visitor_waits_for_a_cdn(purged, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "cms.queue.TaskQueue"}}
    factories.photo().get_rendition("width-32").delete()
    assert purged == []
    assert DBTaskResult.objects.filter(task_path__endswith="purge_urls_from_cache_task").count() == 1
