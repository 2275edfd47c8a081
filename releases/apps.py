from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "releases"
    verbose_name = "Releases"

    def ready(self):
        from . import consent, withdrawal  # models can be imported only now

        withdrawal.connect()
        consent.connect()
