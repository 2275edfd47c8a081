from django.apps import AppConfig


class MedicalReviewsConfig(AppConfig):
    name = "medical_reviews"
    verbose_name = "Medical reviews"

    def ready(self):
        from . import line, rules, signing  # noqa: F401 - rules registers what it finds, signing what it keeps

        line.connect()
