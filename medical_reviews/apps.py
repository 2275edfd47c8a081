from django.apps import AppConfig


class MedicalReviewsConfig(AppConfig):
    name = "medical_reviews"
    verbose_name = "Medical reviews"

    def ready(self):
        from . import line, rules  # noqa: F401 - models can be imported only now; rules registers what it finds

        line.connect()
