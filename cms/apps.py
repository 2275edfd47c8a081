from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Beauty Desk"

    def ready(self):
        from . import cdn, purging  # models can be imported only now

        purging.connect()
        cdn.connect()
