from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "photos"
    verbose_name = "Photos"

    def ready(self):
        from . import renditions

        renditions.connect(self.get_model("Photo"))
