from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self):
        from . import citations  # models can be imported only now

        citations.connect(self.get_model("ArticlePage"))
