from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self):
        from wagtail.signals import init_new_page

        from . import bylines, citations, search_index  # models can be imported only now

        citations.connect(self.get_model("ArticlePage"))
        search_index.connect()
        init_new_page.connect(bylines.sign_new_story, dispatch_uid="articles.bylines.new_story")
