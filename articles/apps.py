from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self):
        from . import citations, search_index  # models can be imported only now

        citations.connect(self.get_model("ArticlePage"))
        search_index.connect()
