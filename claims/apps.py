from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self):
        from sources.models import Source  # models can be imported only now

        from . import policies, retractions, rules  # noqa: F401 - rules registers what it finds

        policies.connect(self.get_model("ClaimPolicy"))
        retractions.connect(Source)
