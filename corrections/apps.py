from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "corrections"
    verbose_name = "Corrections"

    def ready(self):
        from articles import structured_data

        from . import confidential, notices, pins, publishing  # noqa: F401 - which versions are kept is registered there

        publishing.connect()
        confidential.connect()
        structured_data.add_to_story(notices.structured)
