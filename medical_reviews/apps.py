from django.apps import AppConfig


class MedicalReviewsConfig(AppConfig):
    name = "medical_reviews"
    verbose_name = "Medical reviews"

    def ready(self):
        from review.conditions import ask_before_signing

        from . import line, rules, signing  # noqa: F401 - rules registers what it finds, signing what it keeps

        line.connect()
        ask_before_signing(rules.review_before_sign_off)
