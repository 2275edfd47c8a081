from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self):
        from wagtail.signals import init_new_page

        # models can be imported only now; treatment_rules registers its rules
        from . import bylines, citations, related, search_index, treatment_rules, treatments_named  # noqa: F401

        citations.connect(self.get_model("ArticlePage"))
        treatments_named.connect(self.get_model("ArticlePage"))
        search_index.connect()
        related.connect(self.get_model("ArticlePage"))
        init_new_page.connect(bylines.sign_new_story, dispatch_uid="articles.bylines.new_story")
