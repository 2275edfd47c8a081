from django.apps import AppConfig
from django.core import checks


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Beauty Desk"

    def ready(self):
        from . import cdn, health, purging  # models can be imported only now

        purging.connect()
        cdn.connect()
        checks.register(health.check_page_files)
