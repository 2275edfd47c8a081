from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "money"
    verbose_name = "Money"

    def ready(self):
        from articles import aspects, treatments_named

        from . import affiliates, citations, shown  # models can be imported only now
        from .models import AdvertiserPage

        aspects.FIELDS_OF["money.AdvertiserPage"] = AdvertiserPage.FIELDS
        affiliates.connect()
        citations.connect()
        treatments_named.connect(AdvertiserPage)
        shown.connect()
