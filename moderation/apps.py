from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self):
        from comments.erasing import erased

        from .notes import forget_notes

        erased.connect(forget_notes, dispatch_uid="moderation.notes")
