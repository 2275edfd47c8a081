from django.apps import AppConfig


class AccuracyChecksConfig(AppConfig):
    name = "accuracy_checks"
    verbose_name = "Accuracy checks"

    def ready(self):
        from review.conditions import stages_wait_for

        from . import following, shown
        from .models import WAITS_FOR_SOURCES

        stages_wait_for(WAITS_FOR_SOURCES, following.why_settled)
        following.connect()
        shown.connect()
