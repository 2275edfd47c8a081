from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self):
        # Models can be imported only now.
        from . import gone, near_words, preview_views, share_cards, site_address, visitor

        near_words.connect()
        site_address.connect(self)
        share_cards.connect()
        gone.connect()
        preview_views.connect()
        visitor.connect()
