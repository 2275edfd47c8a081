from django.apps import AppConfig


class RechecksConfig(AppConfig):
    name = "rechecks"
    verbose_name = "Stories to look at again"

    def ready(self):
        from people.signals import standing_changed
        from sources.models import Source  # models can be imported only now

        from . import experts, products, rules, sources, treatments  # noqa: F401 - rules registers what it finds

        standing_changed.connect(experts.look_at_findings_again, dispatch_uid="rechecks.experts")
        products.connect()
        treatments.connect()
        sources.connect(Source)
