from django.core.files.storage import storages


def private_storage():
    """Where masters and signed releases lie: no address of the site leads there."""
    return storages["private"]
