from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "releases"
    verbose_name = "Releases"

    def ready(self):
        from . import consent, withdrawal  # models can be imported only now

        consent.connect()  # first: withdrawal follows what the people shown say
        withdrawal.connect()
