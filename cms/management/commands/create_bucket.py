from typing import Any

from storages.backends.s3 import S3Storage

from django.core.files.storage import storages
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Make the bucket that STORAGE_URL names, where it is missing. Nothing in it is public."

    def handle(self, **options):
        store: Any = storages["private"]
        if not isinstance(store, S3Storage):
            self.stdout.write("Files lie on this machine: there is no bucket to make.")
            return
        make(store.connection.meta.client, store.bucket_name, store.region_name)
        self.stdout.write(f"The bucket {store.bucket_name} is there.")


def make(client, name, region):
    if name in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
        return
    where = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region else {}
    client.create_bucket(Bucket=name, **where)
