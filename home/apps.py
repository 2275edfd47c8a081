from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self):
        from . import gone, near_words, preview_views, share_cards, site_address  # models can be imported only now

        near_words.connect()
        site_address.connect(self)
        share_cards.connect()
        gone.connect()
        preview_views.connect()
