from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ReadinessConfig(AppConfig):
    name = "readiness"
    verbose_name = "Readiness"

    def ready(self):
        from . import gate, reports

        autodiscover_modules("rules")  # each app's rules register themselves
        gate.connect()
        reports.connect()
