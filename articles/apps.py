from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self):
        from wagtail.signals import init_new_page

        # models can be imported only now; those of rules register theirs
        from . import (  # noqa: F401
            bylines,
            citations,
            photo_rules,
            product_rules,
            products_named,
            related,
            search_index,
            treatment_rules,
            treatments_named,
            words_explained,
        )

        citations.connect(self.get_model("ArticlePage"))
        treatments_named.connect(self.get_model("ArticlePage"))
        products_named.connect()
        search_index.connect()
        related.connect(self.get_model("ArticlePage"))
        words_explained.connect(self.get_model("ArticlePage"))
        init_new_page.connect(bylines.sign_new_story, dispatch_uid="articles.bylines.new_story")
