from django.apps import AppConfig


class RechecksConfig(AppConfig):
    name = "rechecks"
    verbose_name = "Stories to look at again"

    def ready(self):
        from . import rules, treatments  # noqa: F401 - rules registers what it finds

        treatments.connect()
