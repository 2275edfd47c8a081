from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "Sharing"

    def ready(self):
        from . import logs, pins  # noqa: F401 - what links are pinned to is registered there

        logs.connect()
