from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Comments"

    def ready(self):
        from django.contrib.auth import get_user_model
        from django.db.models.signals import pre_delete

        from articles.querysets import join_on_cards
        from articles.structured_data import add_to_story

        from . import erasing, places

        pre_delete.connect(erasing.part_with_account, sender=get_user_model())
        join_on_cards("conversation")
        add_to_story(places.structured_or_place)
