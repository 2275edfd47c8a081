from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self):
        from . import policies, rules  # noqa: F401 - rules registers what it finds

        policies.connect(self.get_model("ClaimPolicy"))
