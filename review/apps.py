from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = "Review"

    def ready(self):
        from . import announcements, guards, library, log_chain, signoffs, stages

        announcements.connect()
        guards.connect()
        library.connect()
        log_chain.connect()
        signoffs.connect()
        stages.connect()
