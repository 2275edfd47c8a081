from django.apps import AppConfig


class RechecksConfig(AppConfig):
    name = "rechecks"
    verbose_name = "Stories to look at again"

    def ready(self):
        from . import rules  # noqa: F401 - registers what it finds
