from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Beauty Desk"

    def ready(self):
        from . import purging  # models can be imported only now

        purging.connect()
